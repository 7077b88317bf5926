package cache.store;

/**
 * Makes room: by moving the live items of a segment together, or by evicting.
 *
 * <p>While some segment is dead to an eighth or more, the emptiest one is compacted and nothing is
 * lost. Then the oldest one is evicted, except for items that were read since they were written or
 * moved: first in, first out, with a second chance, which costs a read one bit. One segment is
 * handled at a time, which takes less than a millisecond.
 */
final class Cleaner {
  private static final int COMPACTED_BYTES_MAX = Items.SEGMENT_BYTES / 8 * 7;

  /** What a second chance may keep of a segment, so that evicting it is worth its while. */
  private static final int KEPT_BYTES_MAX = Items.SEGMENT_BYTES / 2;

  /**
   * Compactions for one item, before it is worth evicting others: as many as free a segment, an
   * eighth each. Where items are as long as segments they may free nothing.
   */
  private static final int COMPACTIONS_MAX = 8;

  private final Items items;
  private final Index index;
  private final SegmentLog log;
  private final Clock clock;
  private long evictions;

  Cleaner(Items items, Index index, SegmentLog log, Clock clock) {
    this.items = items;
    this.index = index;
    this.log = log;
    this.clock = clock;
  }

  long evictions() {
    return evictions;
  }

  /** Makes sure that another item of so many bytes, a segment at most, can be added. */
  void makeRoom(int bytes) {
    while (index.isFull()) {
      evictOldest();
    }
    for (int cleaned = 0; !log.fits(bytes) && !log.beginSegment(SegmentLog.RESERVED); cleaned++) {
      int segment = log.emptiest();
      if (cleaned < COMPACTIONS_MAX && log.liveBytes(segment) <= COMPACTED_BYTES_MAX) {
        compact(segment);
      } else {
        evictOldest();
      }
    }
  }

  private void compact(int segment) {
    // What is dead as a whole need not be looked at.
    if (log.liveBytes(segment) > 0) {
      clean(segment, false);
    }
    log.release(segment);
  }

  private void evictOldest() {
    int segment = log.oldest();
    if (segment == SegmentLog.NONE) {
      // The index is full of items that are all in the head.
      log.beginSegment(0);
      segment = log.oldest();
    }
    clean(segment, true);
    log.release(segment);
  }

  /** Moves what is to be kept of a segment, and forgets the rest. */
  private void clean(int segment, boolean evicts) {
    int keptBytes = 0;
    int end = log.usedBytes(segment);
    for (int at = 0; at < end; ) {
      int location = Items.locationOf(segment, at);
      int bytes = items.bytes(location);
      at += bytes;
      int slot = index.find(location);
      if (slot == Index.ABSENT) {
        continue;
      }
      boolean isPast = clock.isPast(items.deadline(location));
      boolean isKept =
          !evicts || items.has(location, Items.HOT) && keptBytes + bytes <= KEPT_BYTES_MAX;
      log.discard(location, bytes);
      if (isKept && !isPast) {
        keptBytes += bytes;
        index.relocate(slot, move(location, bytes));
      } else {
        index.remove(slot);
        evictions += isPast ? 0 : 1;
      }
    }
  }

  private int move(int location, int bytes) {
    if (!log.fits(bytes)) {
      // The reserved segment, which takes all that one segment can hold.
      log.beginSegment(0);
    }
    int moved = log.append(bytes);
    items.copy(location, moved, bytes);
    log.noteDeadline(moved, items.deadline(moved));
    return moved;
  }
}
