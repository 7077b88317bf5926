"""Listens by protocols on one uvloop, without a cycle collector, and expires items regularly."""

import asyncio
import gc
import time
from typing import Final

import uvloop

from memcache.process import BACKLOG, HOST, Client, memory_bytes, serve
from tuned.connection import Connection
from tuned.store import Store

# Expired items live this long at most: a tenth of memcached's own clock tick.
_EXPIRY_S: Final = 0.1
# About half a millisecond of work with a heap of half a million, then requests are served.
_EXPIRED_AT_ONCE: Final = 100


async def listen(limit_bytes: int, clients: set[Client]) -> asyncio.Server:
    """Starts the server; each client becomes a protocol object."""
    loop = asyncio.get_running_loop()
    store = Store(limit_bytes)
    server = await loop.create_server(lambda: Connection(store, clients), HOST, 0, backlog=BACKLOG)
    _expire_regularly(loop, store)
    return server


def _expire_regularly(loop: asyncio.AbstractEventLoop, store: Store) -> None:
    more = store.expire(time.monotonic(), _EXPIRED_AT_ONCE)
    loop.call_later(0 if more else _EXPIRY_S, _expire_regularly, loop, store)


def main() -> None:
    """Runs until SIGTERM."""
    limit_bytes = memory_bytes()
    # Nothing here makes cycles, so counting references frees everything; the collector would only
    # walk over all items, again and again, while requests wait.
    gc.disable()
    gc.freeze()
    uvloop.run(serve(listen, limit_bytes))


if __name__ == "__main__":
    main()
