"""mg, md, ma, mn: the meta commands without a data block.

A module of its own because they share how a line is read and a reply is made. `ms`, whose data
comes behind its line, is meta_storage.py's.
"""

from typing import Final

from memcache.integers import UINT64_MAX, unsigned
from memcache.meta_flags import Flags, echo, flags_of, marks, opaque_refusal
from memcache.replies import (
    BAD_FORMAT,
    BAD_MA_FLAGS,
    BAD_MA_MODE,
    ERROR,
    INVALID_FLAG,
    META_END,
    NOT_NUMERIC,
)
from memcache.storage import KEY_BYTES_MAX, LINE_END
from memcache.store import Store

# Modes of ma; the default is the first.
_ADDING: Final = (b"", b"I", b"+")
_SUBTRACTING: Final = (b"D", b"-")


def mg(store: Store, words: list[bytes]) -> bytes:
    """Tells of an item."""
    if len(words) < 2:
        return ERROR
    key = words[1]
    if len(key) > KEY_BYTES_MAX:
        return BAD_FORMAT
    flags = flags_of(words[2:])
    if not isinstance(flags, Flags):
        return flags
    if b"N" in flags.letters:
        # To hand out the right to fill a gap takes a mark that items here do not have.
        return INVALID_FLAG
    if refusal := opaque_refusal(flags):
        return refusal
    item = store.find(key)
    if item is None:
        return b"" if flags.is_quiet else b"EN%b\r\n" % echo(flags, key)
    return _told(item.data, flags, marks(store, key, flags, item))


def md(store: Store, words: list[bytes]) -> bytes:
    """Deletes an item."""
    flags = _changing_flags_of(words)
    if not isinstance(flags, Flags):
        return flags
    if refusal := opaque_refusal(flags):
        return refusal
    key = words[1]
    if key not in store:
        return b"NF%b\r\n" % echo(flags, key)
    if flags.has_other_token(store, key):
        return b"EX%b\r\n" % echo(flags, key)
    store.remove(key)
    return b"" if flags.is_quiet else b"HD%b\r\n" % echo(flags, key)


def ma(store: Store, words: list[bytes]) -> bytes:
    """Adds to a number, or subtracts from it."""
    flags = _changing_flags_of(words)
    if not isinstance(flags, Flags):
        return flags
    if flags.mode not in _ADDING + _SUBTRACTING:
        return BAD_MA_MODE
    if refusal := opaque_refusal(flags):
        return refusal
    key = words[1]
    item = store.find(key)
    if item is None:
        if b"N" not in flags.letters:
            return b"NF%b\r\n" % echo(flags, key)
        digits = b"%d" % flags.numbers.get(b"J", 0)
        store.write(key, 0, digits, flags.deadline(b"N"))
        # In memcached 1.6.18 `q` does not silence this.
        return _told(digits, flags, marks(store, key, flags))
    if flags.has_other_token(store, key):
        return b"EX%b\r\n" % echo(flags, key)
    value = unsigned(item.data)
    if value is None:
        return NOT_NUMERIC
    digits = b"%d" % _changed(value, flags)
    store.rewrite(key, digits.ljust(len(item.data)))
    reply = _told(digits, flags, marks(store, key, flags))
    return b"" if flags.is_quiet else reply


def mn(_store: Store, _words: list[bytes]) -> bytes:
    """Says that everything before it was answered."""
    return META_END


def _changing_flags_of(words: list[bytes]) -> Flags | bytes:
    """The flags of md and ma, of whose mistakes memcached says all the same."""
    if len(words) < 2:
        return ERROR
    if len(words[1]) > KEY_BYTES_MAX:
        return BAD_FORMAT
    flags = flags_of(words[2:])
    return flags if isinstance(flags, Flags) else BAD_MA_FLAGS


def _changed(value: int, flags: Flags) -> int:
    delta = flags.numbers.get(b"D", 1)
    return max(value - delta, 0) if flags.mode in _SUBTRACTING else (value + delta) & UINT64_MAX


def _told(value: bytes, flags: Flags, marked: bytes) -> bytes:
    if not flags.wants_value:
        return b"HD%b\r\n" % marked
    return b"".join((b"VA %d" % len(value), marked, LINE_END, value, LINE_END))
