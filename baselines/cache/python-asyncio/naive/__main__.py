"""Listens by asyncio streams, on the default event loop and with the interpreter as it comes."""

import asyncio

from memcache.process import BACKLOG, HOST, Client, memory_bytes, serve
from naive.session import STREAM_BYTES_MAX, Session
from naive.store import Store


async def listen(limit_bytes: int, clients: set[Client]) -> asyncio.Server:
    """Starts the server; each client becomes a task."""
    store = Store(limit_bytes)

    async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(store, reader, writer)
        clients.add(session)
        try:
            await session.run()
        finally:
            clients.discard(session)

    return await asyncio.start_server(welcome, HOST, 0, limit=STREAM_BYTES_MAX, backlog=BACKLOG)


if __name__ == "__main__":
    asyncio.run(serve(listen, memory_bytes()))
