"""What is looked for, by its position, in a chunk as it came.

A module of its own because set and the meta commands are read in place alike.
"""

from typing import Final

CARRIAGE_RETURN: Final = 13
ZERO: Final = 48
LINE_END_BYTES: Final = 2
# A longer length is above a million: storage.py looks whether it is too long.
LENGTH_DIGITS_MAX: Final = 6
