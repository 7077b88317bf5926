"""The common forms of mg and ms, straight between the line and the block.

A module of its own because it does again, faster, what the meta commands do for any line. What a
client asks of an ``mg`` is the same in all its requests, key and opaque aside, so it is read once
and kept as a form. What has no form (flags with arguments, mistakes, nothing asked) and an ``ms``
with flags are left to the command modules.
"""

from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from memcache.deadlines import seconds_left
from memcache.replies import META_MISS
from memcache.storage import KEY_BYTES_MAX, LINE_END
from tuned.positions import CARRIAGE_RETURN, LENGTH_DIGITS_MAX, LINE_END_BYTES, ZERO
from tuned.store import Store

# The letter aside.
_OPAQUE_BYTES_MAX: Final = 31
# More ways to ask than clients have, and few enough to keep what somebody makes up.
_FORMS_MAX: Final = 256

# What is told of an item: in the reply, and its place among what is known of the item.
_TOLD: Final = {
    b"s": (b" s%b", 0),
    b"f": (b" f%b", 1),
    b"k": (b" k%b", 2),
    b"O": (b" O%b", 3),
    b"c": (b" c%d", 4),
    b"t": (b" t%d", 5),
}
_UNTOLD: Final = (b"q", b"v")

# Length, flags, key, opaque, CAS token, seconds left.
_Known = tuple[bytes, bytes, bytes, bytes, int, int]


class _Form(NamedTuple):
    """One way to ask."""

    # The line of a hit, its end aside, with holes for what `pick` picks.
    hit: bytes
    pick: Callable[[_Known], object]
    wants_value: bool
    wants_token: bool
    wants_time: bool
    is_quiet: bool
    # Something is told of a missing key too.
    echoes: bool


def common_mg(store: Store, out: list[bytes], data: bytes, at: int, feed: int) -> int:
    """Appends the reply to the line. Returns its length, or -1 when it is not a common one."""
    key, _, asked = data[at + len(b"mg ") : feed - 1].partition(b" ")
    opaque = b""
    begin = asked.find(b"O") + 1
    if begin:
        end = asked.find(b" ", begin)
        if end < 0:
            end = len(asked)
        opaque = asked[begin:end]
        # No form has an O in another place, so where this is not the letter nothing is found.
        asked = asked[:begin] + asked[end:]
    form = _form_of(asked)
    if form is None or data[feed - 1] != CARRIAGE_RETURN or len(opaque) > _OPAQUE_BYTES_MAX:
        return -1
    block = store.blocks.get(key)
    if block is None:
        if form.echoes or not 0 < len(key) <= KEY_BYTES_MAX:
            return -1
        if form.is_quiet:
            return 0
        out.append(META_MISS)
        return len(META_MISS)
    head, _, rest = block.partition(LINE_END)
    _, flags, length = head.split(b" ")
    token = store.token(key) if form.wants_token else 0
    left = seconds_left(store.deadline(key)) if form.wants_time else 0
    line = form.hit % form.pick((length, flags, key, opaque, token, left))
    out += (line, LINE_END, rest if form.wants_value else b"")
    return len(line) + len(rest)


def common_ms(store: Store, data: bytes, at: int, feed: int) -> int:
    """Stores what an ``ms`` without flags brings. Returns the position behind its data, or ``at``
    when that is not whole or the line is not a common one.
    """
    key, _, length = data[at + len(b"ms ") : feed - 1].partition(b" ")
    if (
        not length.isdigit()
        or length[0] == ZERO
        or len(length) > LENGTH_DIGITS_MAX
        or not 0 < len(key) <= KEY_BYTES_MAX
        or data[feed - 1] != CARRIAGE_RETURN
    ):
        return at
    end = feed + 1 + int(length) + LINE_END_BYTES
    # " <length>\r\n<data>\r\n": of the block only the flags are missing.
    block = b" 0" + data[feed - len(length) - LINE_END_BYTES : end]
    if end > len(data) or not block.endswith(LINE_END):
        return at
    store.put(key, block)
    return end


@lru_cache(_FORMS_MAX)
def _form_of(asked: bytes) -> _Form | None:
    """The form of what is asked, if it is a common one."""
    words = asked.split(b" ")
    told = [_TOLD[word] for word in words if word in _TOLD]
    known = len(told) + sum(word in _UNTOLD for word in words)
    if known != len(words) or len(set(words)) != len(words):
        return None
    wants_value = b"v" in words
    line = b"".join(text for text, _ in told)
    places = [place for _, place in told]
    if wants_value:
        line = b" %b" + line
        places.insert(0, 0)
    if not places:
        return None
    return _Form(
        hit=(b"VA" if wants_value else b"HD") + line,
        pick=itemgetter(*places),
        wants_value=wants_value,
        wants_token=b"c" in words,
        wants_time=b"t" in words,
        is_quiet=b"q" in words,
        echoes=b"k" in words or b"O" in words,
    )
