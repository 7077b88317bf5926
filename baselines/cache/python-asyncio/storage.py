"""set, add, replace, append, prepend, cas: the commands with a data block behind their line.

A module of its own because they share how a line is read and what an item looks like. The common
``set`` is also in connection.py, without the leniency; what it does not take comes here.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from integers import int32, integer, unsigned
from replies import BAD_FORMAT, ERROR, EXISTS, NOT_FOUND, NOT_STORED, STORED
from store import Store, deadline_of

KEY_BYTES_MAX: Final = 250
VALUE_BYTES_MAX: Final = 1_048_576

# memcached: with its line end a longer value would overflow 31 bits.
_LENGTH_MAX: Final = 2**31 - 3
_LINE_END: Final = b"\r\n"
_LINE_END_BYTES: Final = 2
_WORDS: Final = 5
_CAS_WORDS: Final = 6


class Entry(NamedTuple):
    """The line of a storage command."""

    key: bytes
    flags: int
    deadline: float
    length: int
    token: int


# Takes the data with its line end. Returns the reply.
Storing = Callable[[Store, Entry, bytes], bytes]


def entry_of(words: list[bytes]) -> Entry | bytes:
    """Reads the line of a storage command; a reply when something in it is wrong."""
    count = _CAS_WORDS if words[0] == b"cas" else _WORDS
    if len(words) not in (count, count + 1):
        return ERROR
    flags = unsigned(words[2])
    expiry = integer(words[3])
    length = integer(words[4])
    token = unsigned(words[5]) if count == _CAS_WORDS else 0
    if flags is None or expiry is None or length is None or token is None:
        return BAD_FORMAT
    length = int32(length)
    if len(words[1]) > KEY_BYTES_MAX or not 0 <= length <= _LENGTH_MAX:
        return BAD_FORMAT
    return Entry(words[1], flags % 2**32, deadline_of(int32(expiry)), length, token)


def block_of(flags: int, data: bytes) -> bytes:
    """The block of an item; the data ends with its line end."""
    return b" %d %d\r\n%b" % (flags, len(data) - _LINE_END_BYTES, data)


def data_of(block: bytes) -> bytes:
    """The data in a block, with its line end."""
    return block[block.index(_LINE_END) + _LINE_END_BYTES :]


def flags_of(block: bytes) -> int:
    """The flags in a block."""
    return int(block[1 : block.index(b" ", 1)])


def _set(store: Store, entry: Entry, data: bytes) -> bytes:
    store.put_until(entry.key, block_of(entry.flags, data), entry.deadline)
    return STORED


def _add(store: Store, entry: Entry, data: bytes) -> bytes:
    return NOT_STORED if entry.key in store.blocks else _set(store, entry, data)


def _replace(store: Store, entry: Entry, data: bytes) -> bytes:
    return _set(store, entry, data) if entry.key in store.blocks else NOT_STORED


def _cas(store: Store, entry: Entry, data: bytes) -> bytes:
    if entry.key not in store.blocks:
        return NOT_FOUND
    return _set(store, entry, data) if store.has_token(entry.key, entry.token) else EXISTS


def _append(store: Store, entry: Entry, data: bytes) -> bytes:
    block = store.blocks.get(entry.key)
    if block is None:
        return NOT_STORED
    return _join(store, entry.key, (block, data_of(block), data))


def _prepend(store: Store, entry: Entry, data: bytes) -> bytes:
    block = store.blocks.get(entry.key)
    if block is None:
        return NOT_STORED
    return _join(store, entry.key, (block, data, data_of(block)))


def _join(store: Store, key: bytes, parts: tuple[bytes, bytes, bytes]) -> bytes:
    block, left, right = parts
    joined = left[:-_LINE_END_BYTES] + right
    if len(joined) - _LINE_END_BYTES > VALUE_BYTES_MAX:
        return NOT_STORED
    store.rewrite(key, block_of(flags_of(block), joined))
    return STORED


STORAGE: Final[dict[bytes, Storing]] = {
    b"set": _set,
    b"add": _add,
    b"replace": _replace,
    b"append": _append,
    b"prepend": _prepend,
    b"cas": _cas,
}
