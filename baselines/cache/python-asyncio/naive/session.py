"""One client, from a line to its reply and on to the next line.

The stream says when there is more to read and when the reader has caught up; everything that is
not about that is decided by the commands.
"""

import asyncio
from typing import Final

from memcache.commands import COMMANDS, UPLOADS, answer_of
from memcache.deadlines import deadline_of
from memcache.integers import int32, integer
from memcache.lines import LINE_BYTES_MAX, is_too_long, words_of
from memcache.replies import BAD_CHUNK, BAD_EXPIRY, BAD_FORMAT, END, ERROR
from memcache.storage import KEY_BYTES_MAX, LINE_END, Refusal
from memcache.store import Store

# A longer line is looked at before more of it is read.
STREAM_BYTES_MAX: Final = LINE_BYTES_MAX
# Of a refused value, thrown away at once.
_SWALLOWED_AT_ONCE: Final = 65_536
# A reply to many keys is sent in pieces of about this length: a client may ask for more than it
# reads, and more than there is room for.
_SENT_AT_ONCE: Final = 65_536


class Session:
    """The conversation with one client."""

    def __init__(
        self, store: Store, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._store = store
        self._reader = reader
        self._writer = writer

    async def run(self) -> None:
        """Answers until the client leaves. Nothing of an incomplete command is stored."""
        try:
            while (words := words_of(await self._read_line()))[:1] != [b"quit"]:
                await self._answer(words)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            # The client left, or does not speak this protocol.
            pass
        finally:
            self.close()

    def close(self) -> None:
        """Ends the connection when what was answered is sent."""
        self._writer.close()

    def abort(self) -> None:
        """Ends the connection now."""
        self._writer.transport.abort()

    async def _read_line(self) -> bytes:
        line = b""
        while True:
            try:
                return line + await self._reader.readuntil(b"\n")
            except asyncio.LimitOverrunError as error:
                line += await self._reader.readexactly(error.consumed)
                if is_too_long(line):
                    raise

    async def _answer(self, words: list[bytes]) -> None:
        name = words[0] if words else b""
        if name in UPLOADS:
            await self._take(words)
        elif name in (b"get", b"gets"):
            await self._retrieve(words, words[1:], None)
        elif name in (b"gat", b"gats"):
            await self._touch_and_retrieve(words)
        elif name in COMMANDS:
            await self._send(answer_of(COMMANDS[name](self._store, words), words))
        else:
            await self._send(ERROR)

    async def _send(self, reply: bytes) -> None:
        self._writer.write(reply)
        await self._writer.drain()

    async def _take(self, words: list[bytes]) -> None:
        upload = UPLOADS[words[0]](self._store, words)
        if isinstance(upload, Refusal):
            await self._send(answer_of(upload.reply, words))
            await self._swallow(upload.swallow_bytes)
            return
        data = await self._reader.readexactly(upload.data_bytes + len(LINE_END))
        right = data.endswith(LINE_END)
        reply = upload.finish(data.removesuffix(LINE_END)) if right else BAD_CHUNK
        await self._send(answer_of(reply, words))

    async def _swallow(self, count: int) -> None:
        while count > 0:
            count -= len(await self._reader.readexactly(min(count, _SWALLOWED_AT_ONCE)))

    async def _touch_and_retrieve(self, words: list[bytes]) -> None:
        seconds = integer(words[1]) if len(words) > 1 else None
        if len(words) < 2:
            await self._send(ERROR)
        elif seconds is None:
            await self._send(BAD_EXPIRY)
        else:
            await self._retrieve(words, words[2:], deadline_of(int32(seconds)))

    async def _retrieve(
        self, words: list[bytes], keys: list[bytes], deadline: float | None
    ) -> None:
        if len(words) < 2:
            await self._send(ERROR)
            return
        if any(len(key) > KEY_BYTES_MAX for key in keys):
            await self._send(BAD_FORMAT)
            return
        store = self._store
        reply = b""
        for key in keys:
            item = store.find(key)
            if item is None:
                continue
            line = b"VALUE %b %d %d" % (key, item.flags, len(item.data))
            if words[0].endswith(b"s"):
                line += b" %d" % store.token(key)
            if deadline is not None:
                store.touch(key, deadline)
            reply += line + LINE_END + item.data + LINE_END
            if len(reply) > _SENT_AT_ONCE:
                await self._send(reply)
                reply = b""
        await self._send(reply + END)
