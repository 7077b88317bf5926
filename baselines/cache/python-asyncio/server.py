"""The process: arguments in, a listening server out, and the promise to end soon after SIGTERM.

A module of its own because everything else works without a process; it decides nothing but how the
interpreter runs: one uvloop, and no cycle collector.
"""

import argparse
import asyncio
import gc
import json
import signal
import socket
import time
from typing import Final

import uvloop

from connection import Connection
from store import Store

_BYTES_PER_MIB: Final = 1_048_576
# As many clients as may arrive before the first is welcomed.
_BACKLOG: Final = 1_024
# Expired items live this long at most: a tenth of memcached's own clock tick.
_EXPIRY_S: Final = 0.1
# About half a millisecond of work with a heap of half a million, then requests are served.
_EXPIRED_AT_ONCE: Final = 100
# A client that does not read its last replies is cut off; less than the 5 s that a stop may take.
_FAREWELL_S: Final = 3.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A memcached-protocol cache.", allow_abbrev=False)
    parser.add_argument("--memory-mib", type=int, default=64, metavar="N")
    parser.add_argument("--threads", type=int, choices=[1], default=1)
    arguments = parser.parse_args()
    if arguments.memory_mib < 1:
        parser.error(f"--memory-mib: received {arguments.memory_mib}, expected 1 or more")
    return arguments


def _expire_regularly(loop: asyncio.AbstractEventLoop, store: Store) -> None:
    more = store.expire(time.monotonic(), _EXPIRED_AT_ONCE)
    loop.call_later(0 if more else _EXPIRY_S, _expire_regularly, loop, store)


async def _end(connections: set[Connection]) -> None:
    """Sends what was answered, and ends."""
    for connection in tuple(connections):
        connection.close()
    deadline = time.monotonic() + _FAREWELL_S
    while connections and time.monotonic() < deadline:
        await asyncio.sleep(0.01)


async def _serve(memory_bytes: int) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    store = Store(memory_bytes)
    connections: set[Connection] = set()
    server = await loop.create_server(
        lambda: Connection(store, connections),
        "127.0.0.1",
        0,
        family=socket.AF_INET,
        backlog=_BACKLOG,
    )
    _expire_regularly(loop, store)
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"ready": {"port": port}}, separators=(",", ":")), flush=True)
    await stopped.wait()
    server.close()
    await _end(connections)


def main() -> None:
    """Runs until SIGTERM."""
    memory_bytes = _arguments().memory_mib * _BYTES_PER_MIB
    # Nothing here makes cycles, so counting references frees everything; the collector would only
    # walk over all items, again and again, while requests wait.
    gc.disable()
    gc.freeze()
    uvloop.run(_serve(memory_bytes))


if __name__ == "__main__":
    main()
