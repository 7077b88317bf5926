"""The commands of one line and one reply: delete, touch, incr, decr, and those of the server.

A module of its own because each is a function from words to a reply and none needs a connection.
Also lists all such commands, the meta ones included. get and its like have many replies, and each
variant waits for a slow reader in its own way.
"""

import os
import time
from collections.abc import Callable
from typing import Final

from memcache.deadlines import EXPIRED, deadline_of
from memcache.integers import UINT64_MAX, int32, integer, unsigned
from memcache.meta_commands import ma, md, mg, mn
from memcache.meta_storage import meta_upload_of
from memcache.replies import (
    BAD_DELETE,
    BAD_DELTA,
    BAD_EXPIRY,
    BAD_FORMAT,
    DELETED,
    END,
    ERROR,
    NOT_FOUND,
    NOT_NUMERIC,
    OK,
    RESET,
    TOUCHED,
)
from memcache.storage import KEY_BYTES_MAX, STORAGE, Refusal, Upload, upload_of
from memcache.store import Store

# Takes the words of the line, its name included. Returns the reply.
Command = Callable[[Store, list[bytes]], bytes]
# Likewise; returns what is to be done with the data behind the line.
Uploading = Callable[[Store, list[bytes]], Upload | Refusal]

_NO_REPLY: Final = b"noreply"

# The memcached whose answers these are, and that this is not it.
_VERSION: Final = b"1.6.18-asyncio"
_STARTED: Final = time.monotonic()
# A delay this long is none: memcached counts the second that has begun.
_FLUSH_DELAY_NONE: Final = 1


def _delete(store: Store, words: list[bytes]) -> bytes:
    match words[2:]:
        # Old clients send a time; only 0 was ever harmless.
        case [] | [b"0"] | [b"noreply"] | [b"0", b"noreply"]:
            if len(words) < 2:
                return ERROR
        case [_] | [_, _]:
            return BAD_DELETE
        case _:
            return ERROR
    if len(words[1]) > KEY_BYTES_MAX:
        return BAD_FORMAT
    return DELETED if store.remove(words[1]) else NOT_FOUND


def _touch(store: Store, words: list[bytes]) -> bytes:
    if len(words) not in (3, 4):
        return ERROR
    if len(words[1]) > KEY_BYTES_MAX:
        return BAD_FORMAT
    seconds = integer(words[2])
    if seconds is None:
        return BAD_EXPIRY
    return TOUCHED if store.touch(words[1], deadline_of(int32(seconds))) else NOT_FOUND


def _incr(store: Store, words: list[bytes]) -> bytes:
    return _count(store, words, lambda value, delta: (value + delta) & UINT64_MAX)


def _decr(store: Store, words: list[bytes]) -> bytes:
    return _count(store, words, lambda value, delta: max(value - delta, 0))


def _count(store: Store, words: list[bytes], change: Callable[[int, int], int]) -> bytes:
    if len(words) not in (3, 4):
        return ERROR
    key = words[1]
    if len(key) > KEY_BYTES_MAX:
        return BAD_FORMAT
    delta = unsigned(words[2])
    if delta is None:
        return BAD_DELTA
    item = store.find(key)
    if item is None:
        return NOT_FOUND
    value = unsigned(item.data)
    if value is None:
        return NOT_NUMERIC
    digits = b"%d" % change(value, delta)
    # A result shorter than the old value is padded, as memcached does.
    store.rewrite(key, digits.ljust(len(item.data)))
    return digits + b"\r\n"


def _flush_all(store: Store, words: list[bytes]) -> bytes:
    arguments = words[1:-1] if words[-1] == _NO_REPLY else words[1:]
    if len(words) > 3:
        return ERROR
    delay = integer(arguments[0]) if arguments else 0
    if delay is None:
        return BAD_EXPIRY
    delay = int32(delay)
    due = deadline_of(delay - _FLUSH_DELAY_NONE) if delay > _FLUSH_DELAY_NONE else EXPIRED
    if due == EXPIRED:
        store.clear()
    else:
        store.clear_at(due)
    return OK


def _verbosity(_store: Store, words: list[bytes]) -> bytes:
    if len(words) not in (2, 3):
        return ERROR
    level = integer(words[1])
    return BAD_FORMAT if level is None or level < 0 else OK


def _version(_store: Store, _words: list[bytes]) -> bytes:
    return b"VERSION %b\r\n" % _VERSION


def _stats(store: Store, words: list[bytes]) -> bytes:
    if len(words) > 1:
        return RESET if words[1] == b"reset" else ERROR
    figures = {
        b"pid": b"%d" % os.getpid(),
        b"uptime": b"%d" % (time.monotonic() - _STARTED),
        b"time": b"%d" % time.time(),
        b"version": _VERSION,
        b"limit_maxbytes": b"%d" % store.limit_bytes,
        b"threads": b"1",
        b"bytes": b"%d" % store.used_bytes,
        b"curr_items": b"%d" % len(store),
        b"evictions": b"%d" % store.evictions,
    }
    return b"".join(b"STAT %b %b\r\n" % figure for figure in figures.items()) + END


_QUIETABLE: Final[dict[bytes, Command]] = {
    b"delete": _delete,
    b"touch": _touch,
    b"incr": _incr,
    b"decr": _decr,
    b"flush_all": _flush_all,
    b"verbosity": _verbosity,
}
_LOUD: Final[dict[bytes, Command]] = {
    b"version": _version,
    b"stats": _stats,
    b"mg": mg,
    b"md": md,
    b"ma": ma,
    b"mn": mn,
}
COMMANDS: Final = _QUIETABLE | _LOUD
UPLOADS: Final[dict[bytes, Uploading]] = {
    **dict.fromkeys(STORAGE, upload_of),
    b"ms": meta_upload_of,
}


def answer_of(reply: bytes, words: list[bytes]) -> bytes:
    """What of a reply is sent: nothing, where the line ends with `noreply`, errors included."""
    quiet = words[-1] == _NO_REPLY and (words[0] in _QUIETABLE or words[0] in STORAGE)
    return b"" if quiet and reply is not ERROR else reply
