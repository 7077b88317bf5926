package cache.store;

/**
 * Forgets expired items that nobody reads, a segment at a time.
 *
 * <p>A class of its own beside the check on each read: without it, dead items would count as
 * content until they are evicted. A segment is walked only when something in it has expired.
 */
final class Sweeper {
  private final Items items;
  private final Index index;
  private final SegmentLog log;
  private final Clock clock;
  private int next;

  Sweeper(Items items, Index index, SegmentLog log, Clock clock) {
    this.items = items;
    this.index = index;
    this.log = log;
    this.clock = clock;
  }

  /** Sweeps the next segment that needs it, if any does: about a tenth of a millisecond. */
  void sweepOne() {
    for (int looks = 0; looks < log.count(); looks++) {
      int segment = next;
      next = next + 1 == log.count() ? 0 : next + 1;
      if (clock.isPast(log.earliest(segment))) {
        sweep(segment);
        return;
      }
    }
  }

  private void sweep(int segment) {
    log.forgetDeadlines(segment);
    int end = log.usedBytes(segment);
    for (int at = 0; at < end; ) {
      int location = Items.locationOf(segment, at);
      int bytes = items.bytes(location);
      at += bytes;
      int deadline = items.deadline(location);
      if (!clock.isPast(deadline)) {
        log.noteDeadline(location, deadline);
        continue;
      }
      int slot = index.find(location);
      if (slot != Index.ABSENT) {
        index.remove(slot);
        log.discard(location, bytes);
      }
    }
  }
}
