"""One client: from received bytes to commands, and one write for the replies to what was received.

The path that every request takes, so it reads positions in the chunk as it came and makes as few
objects as it can; a common ``get`` or ``set`` never leaves ``_serve``, and ``mg`` or ``ms`` takes
one call from there. What those do not take (several keys, flags, expiry, bare line feeds, errors)
is decided by the command modules.
"""

import asyncio
from typing import Final, cast

from memcache.commands import COMMANDS, UPLOADS, answer_of
from memcache.deadlines import NEVER, deadline_of
from memcache.integers import int32, integer
from memcache.lines import is_too_long, words_of
from memcache.process import Client
from memcache.replies import BAD_CHUNK, BAD_EXPIRY, BAD_FORMAT, END, ERROR, META_DONE, STORED, VALUE
from memcache.storage import KEY_BYTES_MAX, LINE_END, Refusal
from tuned.common_meta import common_mg, common_ms
from tuned.positions import CARRIAGE_RETURN, LENGTH_DIGITS_MAX, LINE_END_BYTES, ZERO
from tuned.store import Store

# A reader this far behind is not read from until it has caught up. With the longest value on top,
# and a received chunk that waits, less than 2 MiB are held for it.
_UNSENT_BYTES_MAX: Final = 262_144
# key, flags, expiry, length
_SET_WORDS: Final = 4
# ` 0 ` before the length and CRLF behind it, seen from the line feed.
_BLOCK_HEAD_BYTES: Final = 4


class Connection(asyncio.Protocol):
    """The protocol object of one connection."""

    __slots__ = (
        "_clients",
        "_closing",
        "_expiry",
        "_held",
        "_needed_bytes",
        "_out",
        "_out_bytes",
        "_paused",
        "_retrieval",
        "_store",
        "_swallow_bytes",
        "_transport",
    )

    def __init__(self, store: Store, clients: set[Client]) -> None:
        self._store = store
        self._clients = clients
        self._transport: asyncio.Transport | None = None
        # Received and not yet run: an incomplete command, or more than the reader can take now.
        self._held = bytearray()
        # Length of the command that is not whole yet; 0 when its line is not whole either.
        self._needed_bytes = 0
        # Of a refused value: to be thrown away.
        self._swallow_bytes = 0
        # Replies to what was received.
        self._out: list[bytes] = []
        self._out_bytes = 0
        # The keys of a retrieval that waits for its reader, last first, with its name before them.
        self._retrieval: tuple[bytes, list[bytes]] | None = None
        # What a `gat` that waits gives its keys.
        self._expiry = NEVER
        self._paused = False
        self._closing = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=_UNSENT_BYTES_MAX)
        self._clients.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop. Nothing of an incomplete command is stored."""
        # Without this the transport and this object would keep each other alive for ever.
        self._transport = None
        self._closing = True
        self._clients.discard(self)

    def pause_writing(self) -> None:
        """Called by the loop when the reader is too far behind."""
        self._paused = True
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Called by the loop when the reader has caught up."""
        self._paused = False
        if self._closing:
            return
        data = bytes(self._held)
        self._held.clear()
        self._needed_bytes = 0
        if self._retrieval is None or self._go_on_retrieving(*self._retrieval):
            self._serve(data)
        else:
            self._hold(data, 0)
        if not self._paused and not self._closing and self._transport is not None:
            self._transport.resume_reading()

    def close(self) -> None:
        """Ends the connection when what was answered is sent."""
        self._closing = True
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Ends the connection now."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, chunk: bytes) -> None:
        """Called by the loop."""
        if self._swallow_bytes:
            swallowed = min(self._swallow_bytes, len(chunk))
            self._swallow_bytes -= swallowed
            chunk = chunk[swallowed:]
        held = self._held
        if held:
            held += chunk
            if len(held) < self._needed_bytes:
                return
            if not self._needed_bytes and b"\n" not in chunk:
                self._limit_line()
                return
            chunk = bytes(held)
            held.clear()
            self._needed_bytes = 0
        self._serve(chunk)

    # A call costs as much as a hit, so this is long.
    def _serve(self, data: bytes) -> None:  # noqa: C901, PLR0912, PLR0915
        """Runs the commands in the data and holds what is left of it."""
        store = self._store
        lookup = store.blocks.get
        out = self._out
        at = 0
        while (feed := data.find(b"\n", at)) >= 0:
            if data.startswith(b"get ", at):
                # No stored key has a space or is too long, so a hit proves that the line is right.
                key = data[at + 4 : feed - 1]
                block = lookup(key)
                if block is not None and data[feed - 1] == CARRIAGE_RETURN:
                    out += (VALUE, key, block, END)
                    self._out_bytes += len(block)
                    at = feed + 1
                    if self._out_bytes > _UNSENT_BYTES_MAX and not self._send():
                        break
                    continue
            elif data.startswith(b"set ", at):
                words = data[at + 4 : feed - 1].split(b" ")
                if len(words) == _SET_WORDS:
                    key, flags, expiry, length = words
                    if (
                        flags == b"0" == expiry
                        and length.isdigit()
                        and length[0] != ZERO
                        and len(length) <= LENGTH_DIGITS_MAX
                        and 0 < len(key) <= KEY_BYTES_MAX
                        and data[feed - 1] == CARRIAGE_RETURN
                    ):
                        end = feed + 1 + int(length) + LINE_END_BYTES
                        # " 0 <length>\r\n<data>\r\n": the request holds the block as it is stored,
                        # with the expiry in the place of the flags, and both are 0.
                        block = data[feed - len(length) - _BLOCK_HEAD_BYTES : end]
                        if end <= len(data) and block.endswith(LINE_END):
                            store.put(key, block)
                            out.append(STORED)
                            at = end
                            continue
            elif data.startswith(b"mg ", at):
                reply_bytes = common_mg(store, out, data, at, feed)
                if reply_bytes >= 0:
                    self._out_bytes += reply_bytes
                    at = feed + 1
                    if self._out_bytes > _UNSENT_BYTES_MAX and not self._send():
                        break
                    continue
            elif data.startswith(b"ms ", at):
                end = common_ms(store, data, at, feed)
                if end > at:
                    out.append(META_DONE)
                    at = end
                    continue
            at = self._run(data, at, feed)
            if self._out_bytes > _UNSENT_BYTES_MAX:
                self._send()
            if self._needed_bytes or self._paused or self._closing:
                break
        if out:
            self._send()
        if self._closing:
            self.close()
        elif at < len(data):
            self._hold(data, at)

    def _send(self) -> bool:
        """Writes the replies. False when the reader cannot take more now."""
        if self._transport is not None:
            self._transport.write(b"".join(self._out))
        self._out.clear()
        self._out_bytes = 0
        return not self._paused

    def _hold(self, data: bytes, at: int) -> None:
        self._held += data[at:]
        if not self._needed_bytes and not self._paused:
            self._limit_line()

    def _limit_line(self) -> None:
        """Closes the connection when its unfinished line is longer than any client needs."""
        if is_too_long(self._held):
            self.close()

    def _run(self, data: bytes, at: int, feed: int) -> int:
        """Runs the line that ends at ``feed``. Returns the position behind the command.

        When its data is not whole: sets ``_needed_bytes`` and returns ``at``.
        """
        words = words_of(data[at : feed + 1])
        name = words[0] if words else b""
        if name in UPLOADS:
            return self._take(data, at, feed, words)
        if name in (b"get", b"gets"):
            if len(words) > 1:
                self._retrieve(name, words[1:])
            else:
                self._out.append(ERROR)
        elif name in (b"gat", b"gats"):
            self._touch_and_retrieve(name, words)
        elif name == b"quit":
            self._closing = True
        elif name in COMMANDS:
            self._answer(answer_of(COMMANDS[name](self._store, words), words))
        else:
            self._out.append(ERROR)
        return feed + 1

    def _answer(self, reply: bytes) -> None:
        self._out.append(reply)
        self._out_bytes += len(reply)

    def _take(self, data: bytes, at: int, feed: int, words: list[bytes]) -> int:
        upload = UPLOADS[words[0]](self._store, words)
        if isinstance(upload, Refusal):
            self._answer(answer_of(upload.reply, words))
            end = feed + 1 + upload.swallow_bytes
            self._swallow_bytes = max(end - len(data), 0)
            return min(end, len(data))
        end = feed + 1 + upload.data_bytes + LINE_END_BYTES
        if end > len(data):
            self._needed_bytes = end - at
            return at
        if data.endswith(LINE_END, feed + 1, end):
            reply = upload.finish(data[feed + 1 : end - LINE_END_BYTES])
        else:
            reply = BAD_CHUNK
        self._answer(answer_of(reply, words))
        return end

    def _touch_and_retrieve(self, name: bytes, words: list[bytes]) -> None:
        seconds = integer(words[1]) if len(words) > 1 else None
        if len(words) < 2:
            self._out.append(ERROR)
        elif seconds is None:
            self._out.append(BAD_EXPIRY)
        else:
            self._expiry = deadline_of(int32(seconds))
            self._retrieve(name, words[2:])

    def _retrieve(self, name: bytes, keys: list[bytes]) -> None:
        if len(max(keys, key=len, default=b"")) > KEY_BYTES_MAX:
            self._out.append(BAD_FORMAT)
        else:
            keys.reverse()
            self._go_on_retrieving(name, keys)

    def _go_on_retrieving(self, name: bytes, keys: list[bytes]) -> bool:
        """Answers keys from the last to the first. False when the reader has to catch up before."""
        store = self._store
        lookup = store.blocks.get
        out = self._out
        marked = name != b"get"
        self._retrieval = None
        while keys:
            key = keys.pop()
            block = lookup(key)
            if block is None:
                continue
            if marked:
                block = self._marked(name, key, block)
            out += (VALUE, key, block)
            self._out_bytes += len(block)
            if self._out_bytes > _UNSENT_BYTES_MAX and not self._send():
                self._retrieval = (name, keys)
                return False
        out.append(END)
        return True

    def _marked(self, name: bytes, key: bytes, block: bytes) -> bytes:
        """The block as the other retrievals send it: touched, or with the CAS token in its line."""
        store = self._store
        if name.endswith(b"s"):
            head, line_end, data = block.partition(LINE_END)
            block = b"%b %d%b%b" % (head, store.token(key), line_end, data)
        if name.startswith(b"gat"):
            store.touch(key, self._expiry)
        return block
