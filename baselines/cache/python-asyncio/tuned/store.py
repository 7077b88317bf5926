"""What is stored: one dict from key to a ready-made piece of reply, within a limit of bytes.

The block of an item is ``b" <flags> <length>\\r\\n<data>\\r\\n"``: what a hit sends behind its key,
so that a read is one dict lookup. Expired items leave by a heap and not by a check on each read;
evicted ones go first in, first out, which costs a read nothing either. CAS tokens are handed out
on demand, so that items that nobody asked one for have none.
"""

from collections import deque
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import Final, NamedTuple

from memcache.deadlines import EXPIRED, NEVER
from memcache.storage import LINE_END

# Memory beside key and block: two bytes objects, their rounding, a dict entry at its mean load.
# Measured as growth of the process, a million items of 32 + 317 bytes: 135, CPython 3.11.
_ITEM_BYTES: Final = 136
# A dict entry, a float, a tuple and its place in the heap, measured likewise: 174. Stale places in
# the heap are not counted; there are at most as many again.
_DEADLINE_BYTES: Final = 176
# A dict entry and an int, measured likewise: 76.
_TOKEN_BYTES: Final = 80
# Far above what a client makes up.
_FIRST_TOKEN: Final = 1_000_000
# Looking for the oldest keys walks over the gaps that deletions left at the front of the dict, so
# it is done for many at once.
_OLDEST_AT_ONCE: Final = 512
# Below this many a heap is not worth tidying.
_STALE_MIN: Final = 1_024


class StoredItem(NamedTuple):
    """What is in a block."""

    flags: int
    data: bytes


def block_of(flags: int, data: bytes) -> bytes:
    """The block that holds these."""
    return b" %d %d\r\n%b\r\n" % (flags, len(data), data)


class Store:
    """Items by key. Keys are 1 to 250 bytes, blocks as the module describes; nobody checks."""

    __slots__ = (
        "_deadlines",
        "_flush_at",
        "_heap",
        "_next_token",
        "_oldest",
        "_tokens",
        "blocks",
        "evictions",
        "limit_bytes",
        "used_bytes",
    )

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.used_bytes = 0
        self.evictions = 0
        # Read by connections; written here only.
        self.blocks: dict[bytes, bytes] = {}
        self._deadlines: dict[bytes, float] = {}
        # Holds every deadline, and stale ones: those that _deadlines does not confirm.
        self._heap: list[tuple[float, bytes]] = []
        self._flush_at = NEVER
        self._tokens: dict[bytes, int] = {}
        self._next_token = _FIRST_TOKEN
        self._oldest: deque[bytes] = deque()

    def __len__(self) -> int:
        return len(self.blocks)

    def __contains__(self, key: bytes) -> bool:
        return key in self.blocks

    def find(self, key: bytes) -> StoredItem | None:
        """The item, taken out of its block."""
        block = self.blocks.get(key)
        if block is None:
            return None
        head, _, rest = block.partition(LINE_END)
        return StoredItem(int(head.split()[0]), rest[: -len(LINE_END)])

    def put(self, key: bytes, block: bytes) -> None:
        """Stores an item that never expires, evicting others where it needs their room."""
        blocks = self.blocks
        old = blocks.get(key)
        blocks[key] = block
        if old is None:
            self.used_bytes += len(key) + len(block) + _ITEM_BYTES
        else:
            self.used_bytes += len(block) - len(old)
            if self._deadlines:
                self._keep_forever(key)
            if self._tokens:
                self._forget_token(key)
        if self.used_bytes > self.limit_bytes:
            self._evict()

    def write(self, key: bytes, flags: int, data: bytes, deadline: float) -> None:
        """Stores an item with a deadline."""
        if deadline == EXPIRED:
            self.remove(key)
            return
        self.put(key, block_of(flags, data))
        self._set_deadline(key, deadline)

    def rewrite(self, key: bytes, data: bytes) -> None:
        """Gives an item that is there other data; its flags and its deadline stay."""
        old = self.blocks[key]
        block = block_of(int(old[1 : old.index(b" ", 1)]), data)
        self.used_bytes += len(block) - len(old)
        self.blocks[key] = block
        self._forget_token(key)
        if self.used_bytes > self.limit_bytes:
            self._evict()

    def deadline(self, key: bytes) -> float:
        """The deadline of an item; never, when there is none."""
        return self._deadlines.get(key, NEVER)

    def touch(self, key: bytes, deadline: float) -> bool:
        """Gives an item another deadline; false when there is none."""
        if key not in self.blocks:
            return False
        if deadline == EXPIRED:
            self._forget(key)
        else:
            self._set_deadline(key, deadline)
        return True

    def remove(self, key: bytes) -> bool:
        """Forgets an item; false when there is none."""
        if key not in self.blocks:
            return False
        self._forget(key)
        return True

    def token(self, key: bytes) -> int:
        """The CAS token of an item: the same until it is written. 0 when there is none."""
        token = self._tokens.get(key)
        if token is None:
            if key not in self.blocks:
                return 0
            token = self._next_token
            self._next_token = token + 1
            self._tokens[key] = token
            self.used_bytes += _TOKEN_BYTES
        return token

    def clear(self) -> None:
        """Forgets everything, now."""
        self.blocks.clear()
        self._deadlines.clear()
        self._heap.clear()
        self._tokens.clear()
        self._oldest.clear()
        self.used_bytes = 0
        self._flush_at = NEVER

    def clear_at(self, deadline: float) -> None:
        """Forgets everything that is there at that time; replaces an earlier such order."""
        self._flush_at = deadline

    def expire(self, now: float, count_max: int) -> bool:
        """Forgets at most so many expired items. True when there are more."""
        if self._flush_at != NEVER and self._flush_at <= now:
            self.clear()
        heap = self._heap
        deadlines = self._deadlines
        for _ in range(count_max):
            if not heap or heap[0][0] > now:
                return False
            deadline, key = heappop(heap)
            if deadlines.get(key) == deadline:
                self._forget(key)
        return True

    def _set_deadline(self, key: bytes, deadline: float) -> None:
        if deadline == NEVER:
            self._keep_forever(key)
            return
        if key not in self.blocks:
            # It was evicted to make room for itself.
            return
        deadlines = self._deadlines
        if key not in deadlines:
            self.used_bytes += _DEADLINE_BYTES
        deadlines[key] = deadline
        heap = self._heap
        heappush(heap, (deadline, key))
        if len(heap) > 2 * len(deadlines) + _STALE_MIN:
            heap[:] = [(until, each) for each, until in deadlines.items()]
            heapify(heap)

    def _keep_forever(self, key: bytes) -> None:
        if self._deadlines.pop(key, None) is not None:
            self.used_bytes -= _DEADLINE_BYTES

    def _forget_token(self, key: bytes) -> None:
        if self._tokens.pop(key, None) is not None:
            self.used_bytes -= _TOKEN_BYTES

    def _forget(self, key: bytes) -> None:
        block = self.blocks.pop(key)
        self.used_bytes -= len(key) + len(block) + _ITEM_BYTES
        self._keep_forever(key)
        self._forget_token(key)

    def _evict(self) -> None:
        oldest = self._oldest
        blocks = self.blocks
        while self.used_bytes > self.limit_bytes and blocks:
            if not oldest:
                oldest.extend(islice(blocks, _OLDEST_AT_ONCE))
            key = oldest.popleft()
            # It may have been deleted since it was found to be old.
            if key in blocks:
                self._forget(key)
                self.evictions += 1
