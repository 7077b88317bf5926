"""When items end: from a command's expiry argument to a deadline, and from there to seconds left.

A module of its own because every command with an expiry and both stores use it. It reads the
clocks; nobody but the stores decides what to do when a deadline has passed.
"""

import math
import time
from typing import Final

# Deadlines are seconds of time.monotonic(), or one of these.
NEVER: Final = 0.0
EXPIRED: Final = -1.0

# memcached: a longer expiry than 30 days is a time since 1970.
_RELATIVE_S_MAX: Final = 60 * 60 * 24 * 30


def deadline_of(seconds: int) -> float:
    """The deadline for a command's expiry argument: negative at once, 0 never."""
    if seconds == 0:
        return NEVER
    left = seconds - time.time() if seconds > _RELATIVE_S_MAX else seconds
    return time.monotonic() + left if left > 0 else EXPIRED


def seconds_left(deadline: float) -> int:
    """Whole seconds, the one that has begun included; -1 when there is no end."""
    return -1 if deadline == NEVER else max(math.ceil(deadline - time.monotonic()), 0)
