"""The process: arguments in, a listening server out, and the promise to end soon after SIGTERM.

A module of its own because everything else works without a process. How the interpreter runs, and
what listens, is each variant's __main__.py to say.
"""

import argparse
import asyncio
import json
import signal
import time
from collections.abc import Awaitable, Callable
from typing import Final, NoReturn, Protocol

HOST: Final = "127.0.0.1"
# As many clients as may arrive before the first is welcomed.
BACKLOG: Final = 1_024
_BYTES_PER_MIB: Final = 1_048_576
# A client that does not read its last replies is cut off; less than the 5 s that a stop may take.
_FAREWELL_S: Final = 3.0
# To notice that; nothing is waited for any more.
_ABORT_S: Final = 1.0


class Client(Protocol):
    """One connection."""

    def close(self) -> None:
        """Ends the connection when what was answered is sent."""

    def abort(self) -> None:
        """Ends the connection now."""


# Takes the limit of the store in bytes, and the set that connections are in while they last.
Listen = Callable[[int, set[Client]], Awaitable[asyncio.Server]]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Says what is wrong in one line, without the usage."""
        self.exit(2, f"{self.prog}: {message}\n")


def memory_bytes() -> int:
    """The limit of the store, from the command line."""
    parser = _Parser(prog="python-asyncio", allow_abbrev=False)
    parser.add_argument("--memory-mib", type=int, default=64, metavar="N")
    parser.add_argument("--threads", type=int, choices=[1], default=1)
    arguments = parser.parse_args()
    if arguments.memory_mib < 1:
        parser.error(f"--memory-mib: received {arguments.memory_mib}, expected 1 or more")
    return int(arguments.memory_mib) * _BYTES_PER_MIB


async def serve(listen: Listen, limit_bytes: int) -> None:
    """Serves until SIGTERM."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    clients: set[Client] = set()
    server = await listen(limit_bytes, clients)
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"ready": {"port": port}}, separators=(",", ":")), flush=True)
    await stopped.wait()
    server.close()
    await _end(clients)


async def _end(clients: set[Client]) -> None:
    """Sends what was answered, and ends."""
    for client in tuple(clients):
        client.close()
    await _wait_until_gone(clients, _FAREWELL_S)
    for client in tuple(clients):
        client.abort()
    await _wait_until_gone(clients, _ABORT_S)


async def _wait_until_gone(clients: set[Client], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while clients and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
