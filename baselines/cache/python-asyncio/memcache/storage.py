"""set, add, replace, append, prepend, cas: the commands with a data block behind their line.

A module of its own because they share how a line is read. `ms` does the same in another dialect,
by the functions here; its line is meta_storage.py's.
"""

from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

from memcache.deadlines import deadline_of
from memcache.integers import int32, integer, unsigned
from memcache.replies import (
    BAD_FORMAT,
    ERROR,
    EXISTS,
    NOT_FOUND,
    NOT_STORED,
    STORED,
    TOO_LARGE,
)
from memcache.store import Store

KEY_BYTES_MAX: Final = 250
VALUE_BYTES_MAX: Final = 1_048_576

# memcached: with its line end a longer value would overflow 31 bits.
LENGTH_MAX: Final = 2**31 - 3
LINE_END: Final = b"\r\n"
_WORDS: Final = 5
_CAS_WORDS: Final = 6


class Entry(NamedTuple):
    """What a storage command wants to store, its data aside."""

    key: bytes
    flags: int
    deadline: float
    token: int


class Upload(NamedTuple):
    """A command whose data comes next."""

    # Without the line end behind them.
    data_bytes: int
    # Takes the data. Returns the reply.
    finish: Callable[[bytes], bytes]


class Refusal(NamedTuple):
    """A command whose data is not wanted."""

    reply: bytes
    # To be thrown away, not to be read as commands; the line end is counted.
    swallow_bytes: int


# Takes the data. Returns the reply.
Storing = Callable[[Store, Entry, bytes], bytes]


def upload_of(store: Store, words: list[bytes]) -> Upload | Refusal:
    """Reads the line of a storage command."""
    name = words[0]
    count = _CAS_WORDS if name == b"cas" else _WORDS
    if len(words) not in (count, count + 1):
        return Refusal(ERROR, 0)
    key = words[1]
    flags = unsigned(words[2])
    expiry = integer(words[3])
    length = length_of(words[4])
    token = unsigned(words[5]) if count == _CAS_WORDS else 0
    if flags is None or expiry is None or length is None or token is None:
        return Refusal(BAD_FORMAT, 0)
    if len(key) > KEY_BYTES_MAX:
        return Refusal(BAD_FORMAT, 0)
    if length > VALUE_BYTES_MAX:
        if name == b"set":
            store.remove(key)
        return too_large(length)
    entry = Entry(key, flags % 2**32, deadline_of(int32(expiry)), token)
    return Upload(length, partial(STORAGE[name], store, entry))


def length_of(word: bytes) -> int | None:
    """The length of data that a line announces."""
    number = integer(word)
    if number is None:
        return None
    length = int32(number)
    return length if 0 <= length <= LENGTH_MAX else None


def too_large(length: int) -> Refusal:
    """Of data longer than VALUE_BYTES_MAX. Where it was to replace a value, that goes too, so that
    nobody reads what was to be replaced; the caller sees to that.
    """
    return Refusal(TOO_LARGE, length + len(LINE_END))


def _set(store: Store, entry: Entry, data: bytes) -> bytes:
    store.write(entry.key, entry.flags, data, entry.deadline)
    return STORED


def _add(store: Store, entry: Entry, data: bytes) -> bytes:
    return NOT_STORED if entry.key in store else _set(store, entry, data)


def _replace(store: Store, entry: Entry, data: bytes) -> bytes:
    return _set(store, entry, data) if entry.key in store else NOT_STORED


def _cas(store: Store, entry: Entry, data: bytes) -> bytes:
    if entry.key not in store:
        return NOT_FOUND
    return _set(store, entry, data) if store.token(entry.key) == entry.token else EXISTS


def _append(store: Store, entry: Entry, data: bytes) -> bytes:
    item = store.find(entry.key)
    return NOT_STORED if item is None else _rewrite(store, entry.key, item.data + data)


def _prepend(store: Store, entry: Entry, data: bytes) -> bytes:
    item = store.find(entry.key)
    return NOT_STORED if item is None else _rewrite(store, entry.key, data + item.data)


def _rewrite(store: Store, key: bytes, data: bytes) -> bytes:
    if len(data) > VALUE_BYTES_MAX:
        return NOT_STORED
    store.rewrite(key, data)
    return STORED


STORAGE: Final[dict[bytes, Storing]] = {
    b"set": _set,
    b"add": _add,
    b"replace": _replace,
    b"append": _append,
    b"prepend": _prepend,
    b"cas": _cas,
}
