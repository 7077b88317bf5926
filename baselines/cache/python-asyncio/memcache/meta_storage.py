"""ms: the meta command with a data block.

A module of its own because its line is a meta command's and its data a storage command's.
"""

from functools import partial
from typing import Final

from memcache.meta_flags import Flags, echo, flags_of, opaque_refusal
from memcache.replies import (
    BAD_FORMAT,
    BAD_MS_MODE,
    ERROR,
    EXISTS,
    NOT_FOUND,
    NOT_STORED,
    STORED,
)
from memcache.storage import (
    KEY_BYTES_MAX,
    LINE_END,
    STORAGE,
    VALUE_BYTES_MAX,
    Entry,
    Refusal,
    Storing,
    Upload,
    length_of,
    too_large,
)
from memcache.store import Store

# What the storage commands say, in this dialect.
_REPLIES: Final = {STORED: b"HD", NOT_STORED: b"NS", EXISTS: b"EX", NOT_FOUND: b"NF"}
_COMMANDS: Final = {
    b"": b"set",
    b"S": b"set",
    b"E": b"add",
    b"R": b"replace",
    b"A": b"append",
    b"P": b"prepend",
}


def meta_upload_of(store: Store, words: list[bytes]) -> Upload | Refusal:
    """Reads the line of `ms`."""
    if len(words) < 2:
        return Refusal(ERROR, 0)
    key = words[1]
    length = length_of(words[2]) if len(words) > 2 else None
    if length is None or len(key) > KEY_BYTES_MAX:
        return Refusal(BAD_FORMAT, 0)
    flags = flags_of(words[3:])
    # From here on it is known how much data comes, and that is no command.
    if not isinstance(flags, Flags):
        return Refusal(flags, length + len(LINE_END))
    refusal = BAD_MS_MODE if flags.mode not in _COMMANDS else opaque_refusal(flags)
    if refusal is not None:
        return Refusal(refusal, length + len(LINE_END))
    if length > VALUE_BYTES_MAX:
        store.remove(key)
        return too_large(length)
    return Upload(length, partial(_finish, store, key, flags))


def _finish(store: Store, key: bytes, flags: Flags, data: bytes) -> bytes:
    numbers = flags.numbers
    entry = Entry(key, numbers.get(b"F", 0), flags.deadline(b"T"), numbers.get(b"C", 0))
    outcome = _REPLIES[_storing(store, key, flags)(store, entry, data)]
    if flags.is_quiet and outcome == b"HD":
        return b""
    token = None if b"c" not in flags.letters else store.token(key) if outcome == b"HD" else 0
    return b"%b%b\r\n" % (outcome, echo(flags, key, token))


def _storing(store: Store, key: bytes, flags: Flags) -> Storing:
    """The storage command that a mode stands for, and what becomes of it with a CAS token."""
    name = _COMMANDS[flags.mode]
    if b"C" not in flags.numbers or name == b"add":
        return STORAGE[name]
    if name in (b"append", b"prepend"):
        # Unlike a replacement these miss an absent item as they do without a token.
        other = key in store and flags.has_other_token(store, key)
        return STORAGE[b"cas" if other else name]
    return STORAGE[b"cas"]
