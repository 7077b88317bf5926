"""The line of a command: how long it may be, and its words.

A module of its own because both variants cut lines out of what they receive in their own way, and
must agree on these.
"""

from typing import Final

# A longer line is none: the connection is closed. memcached takes a `get` of any length; 64 KiB
# are 250 keys of the longest kind.
LINE_BYTES_MAX: Final = 2_048
GET_LINE_BYTES_MAX: Final = 65_536
# Spaces that memcached allows before such a `get`.
_SPACES_MAX: Final = 100
_GETS: Final = (b"get ", b"gets ")


def is_too_long(begun: bytes | bytearray) -> bool:
    """Whether a line that has begun so, and has not ended yet, is longer than any client needs."""
    if len(begun) <= LINE_BYTES_MAX:
        return False
    start = bytes(begun[: _SPACES_MAX + len(b"gets ")]).lstrip(b" ")
    return len(begun) > GET_LINE_BYTES_MAX or not start.startswith(_GETS)


def words_of(line: bytes) -> list[bytes]:
    """The words of a line, which ends with LF or CRLF."""
    return [word for word in line.removesuffix(b"\n").removesuffix(b"\r").split(b" ") if word]
