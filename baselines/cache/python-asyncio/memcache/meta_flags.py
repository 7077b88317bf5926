"""The flags of a meta command: which there are, what they mean, and what comes back of them.

A module of its own because one grammar serves mg, ms, md and ma. Letters that memcached has and
this has not (base64 keys, stale items, times of last access) are invalid here, so that nobody gets
less than was asked for. A flag that means nothing to a command is passed over, as memcached does.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from memcache.deadlines import deadline_of, seconds_left
from memcache.integers import int32, integer, unsigned
from memcache.replies import (
    BAD_FORMAT,
    BAD_INITIAL,
    BAD_META_DELTA,
    BAD_MODE_LENGTH,
    BAD_TOKEN,
    DUPLICATE_FLAG,
    INVALID_FLAG,
    OPAQUE_TOO_LONG,
)
from memcache.store import Item, Store

_KNOWN: Final = frozenset(b"cfkqstvCDFJMNOT")
_ASCII_END: Final = 127
# With its letter.
_OPAQUE_BYTES_MAX: Final = 32


def _uint32(word: bytes) -> int | None:
    number = unsigned(word)
    return None if number is None else number % 2**32


# How the number behind a letter is read, and what is said when it is none.
_NUMBERS: Final[dict[bytes, tuple[Callable[[bytes], int | None], bytes]]] = {
    b"C": (unsigned, BAD_TOKEN),
    b"D": (unsigned, BAD_META_DELTA),
    b"F": (_uint32, BAD_FORMAT),
    b"J": (unsigned, BAD_INITIAL),
    b"N": (integer, BAD_TOKEN),
    b"T": (integer, BAD_TOKEN),
}


class Flags(NamedTuple):
    """The flags behind the key, or behind the length of `ms`."""

    # In the order of the line, which is that of the reply.
    words: list[bytes]
    letters: frozenset[bytes]
    # Of those letters that have one.
    numbers: dict[bytes, int]
    # The letter behind M; empty without it.
    mode: bytes

    @property
    def is_quiet(self) -> bool:
        """Whether the common outcome gets no reply."""
        return b"q" in self.letters

    @property
    def wants_value(self) -> bool:
        """Whether a found value comes back."""
        return b"v" in self.letters

    def has_other_token(self, store: Store, key: bytes) -> bool:
        """Whether a CAS token was given and is not the item's."""
        token = self.numbers.get(b"C")
        return token is not None and store.token(key) != token

    def deadline(self, letter: bytes) -> float:
        """The deadline behind T or N; never, without it."""
        return deadline_of(int32(self.numbers.get(letter, 0)))


def flags_of(words: list[bytes]) -> Flags | bytes:
    """Reads flags; a reply when something in them is wrong."""
    letters: set[bytes] = set()
    for word in words:
        letter = word[:1]
        # memcached says the same of what is no letter at all.
        if letter in letters or letter[0] >= _ASCII_END:
            return DUPLICATE_FLAG
        if letter[0] not in _KNOWN:
            return INVALID_FLAG
        letters.add(letter)
    numbers: dict[bytes, int] = {}
    mode = b""
    refusal: bytes | None = None
    for word in words:
        letter = word[:1]
        if letter == b"M":
            mode = word[1:]
            if len(mode) != 1:
                refusal = BAD_MODE_LENGTH
        elif letter in _NUMBERS:
            read, complaint = _NUMBERS[letter]
            number = read(word[1:])
            if number is not None:
                numbers[letter] = number
            elif refusal is None or complaint is not BAD_FORMAT:
                # memcached names the last mistake, but only where it has more to say than this.
                refusal = complaint
    return refusal or Flags(words, frozenset(letters), numbers, mode)


def opaque_refusal(flags: Flags) -> bytes | None:
    """What is said of an opaque that is too long."""
    for word in flags.words:
        if word.startswith(b"O") and len(word) > _OPAQUE_BYTES_MAX:
            return OPAQUE_TOO_LONG
    return None


def echo(flags: Flags, key: bytes, token: int | None = None) -> bytes:
    """What comes back where there is no item to tell of, with a space before each; a CAS token
    only where there is one.
    """
    parts: list[bytes] = []
    for word in flags.words:
        if word.startswith(b"k"):
            parts += (b" k", key)
        elif word.startswith(b"O"):
            parts += (b" ", word)
        elif word.startswith(b"c") and token is not None:
            parts.append(b" c%d" % token)
    return b"".join(parts)


def marks(store: Store, key: bytes, flags: Flags, item: Item | None = None) -> bytes:
    """What comes back of an item, with a space before each; T changes its deadline. Its flags and
    its length are told where it is given.
    """
    parts: list[bytes] = []
    deadline = store.deadline(key)
    for word in flags.words:
        match word[:1]:
            case b"k":
                parts.append(b" k%b" % key)
            case b"O":
                parts.append(b" " + word)
            case b"c":
                parts.append(b" c%d" % store.token(key))
            case b"f" if item is not None:
                parts.append(b" f%d" % item.flags)
            case b"s" if item is not None:
                parts.append(b" s%d" % len(item.data))
            case b"t":
                parts.append(b" t%d" % seconds_left(deadline))
            case b"T":
                deadline = flags.deadline(b"T")
    # Last, because it may end the item.
    if b"T" in flags.letters:
        store.touch(key, deadline)
    return b"".join(parts)
