"""Numbers in commands, with the leniency of the C functions that memcached reads them with.

A module of its own because ``int`` is lenient in other ways: it takes underscores and white space
at both ends. Not used for the numbers of a common ``set``, which connection.py reads itself.
"""

import re
from typing import Final

UINT64_MAX: Final = 2**64 - 1

# White space and a sign may stand before the digits, white space or NUL and anything behind. More
# than 64 bits are never used, and int refuses thousands of digits.
_NUMBER: Final = re.compile(rb"[\t-\r ]*([+-]?)0*([0-9]{1,20})(?:[\0\t-\r ].*)?", re.DOTALL)
_INT64_MAX: Final = 2**63 - 1


def integer(word: bytes) -> int | None:
    """The signed 64-bit number at the beginning of the word."""
    match = _NUMBER.fullmatch(word)
    if match is None:
        return None
    magnitude = int(match[2])
    if magnitude > _INT64_MAX:
        return None
    return -magnitude if match[1] == b"-" else magnitude


def int32(number: int) -> int:
    """The low 32 bits, signed: what memcached keeps of a longer number."""
    return (number + 2**31) % 2**32 - 2**31


def unsigned(word: bytes) -> int | None:
    """The number below 2^64 at the beginning of the word; a negative one is none."""
    match = _NUMBER.fullmatch(word)
    if match is None:
        return None
    magnitude = int(match[2])
    return None if magnitude > UINT64_MAX or (match[1] == b"-" and magnitude) else magnitude
