package cache.store;

import java.util.Arrays;

/**
 * The space of the segments: items are appended to one of them, the head, until it is full.
 *
 * <p>Counts for each segment what was written and what of it still lives. Its own class because it
 * never looks at an item; which segment is emptied, and what becomes of its items, is decided by
 * {@link Cleaner}.
 */
final class SegmentLog {
  /** Free segments that only a cleaner may take: it needs one to move items to. */
  static final int RESERVED = 1;

  static final int NONE = -1;

  private static final long OPEN = 0;

  private final Items items;
  private final int[] usedBytes;
  private final int[] liveBytes;

  /** No item of the segment expires before this tick. */
  private final int[] earliest;

  /** Counts up when a segment is sealed, which is when it stops being the head. */
  private final long[] sealed;

  private final int[] free;
  private int freeCount;
  private int head;
  private long seals;
  private long liveTotalBytes;

  SegmentLog(Items items, int segments) {
    this.items = items;
    usedBytes = new int[segments];
    liveBytes = new int[segments];
    earliest = new int[segments];
    sealed = new long[segments];
    free = new int[segments];
    clear();
  }

  /** Frees every segment. */
  void clear() {
    freeCount = 0;
    liveTotalBytes = 0;
    Arrays.fill(liveBytes, 0);
    // The first ones last, so that they are taken first: a segment takes memory from its first use.
    for (int segment = count() - 1; segment >= 0; segment--) {
      release(segment);
    }
    takeFree();
  }

  int count() {
    return free.length;
  }

  long liveTotalBytes() {
    return liveTotalBytes;
  }

  int usedBytes(int segment) {
    return usedBytes[segment];
  }

  int liveBytes(int segment) {
    return liveBytes[segment];
  }

  boolean fits(int bytes) {
    return usedBytes[head] + bytes <= Items.SEGMENT_BYTES;
  }

  /** Seals the head and begins another, unless that would leave less than so many free ones. */
  boolean beginSegment(int leftFree) {
    if (freeCount <= leftFree) {
      return false;
    }
    sealed[head] = ++seals;
    takeFree();
    return true;
  }

  private void takeFree() {
    head = free[--freeCount];
    items.open(head);
  }

  /** Room for an item that fits. Returns its location. */
  int append(int bytes) {
    int at = usedBytes[head];
    usedBytes[head] = at + bytes;
    liveBytes[head] += bytes;
    liveTotalBytes += bytes;
    return Items.locationOf(head, at);
  }

  /** An item of so many bytes is not wanted any more. */
  void discard(int location, int bytes) {
    liveBytes[Items.segmentOf(location)] -= bytes;
    liveTotalBytes -= bytes;
  }

  /** The segment has nothing that lives. */
  void release(int segment) {
    usedBytes[segment] = 0;
    earliest[segment] = Integer.MAX_VALUE;
    sealed[segment] = OPEN;
    free[freeCount++] = segment;
  }

  void noteDeadline(int location, int deadline) {
    int segment = Items.segmentOf(location);
    if (deadline != Clock.NEVER && deadline < earliest[segment]) {
      earliest[segment] = deadline;
    }
  }

  int earliest(int segment) {
    return earliest[segment];
  }

  void forgetDeadlines(int segment) {
    earliest[segment] = Integer.MAX_VALUE;
  }

  /** The sealed segment with the fewest live bytes, or NONE. */
  int emptiest() {
    int found = NONE;
    for (int segment = 0; segment < sealed.length; segment++) {
      if (sealed[segment] != OPEN && (found < 0 || liveBytes[segment] < liveBytes[found])) {
        found = segment;
      }
    }
    return found;
  }

  /** The segment that was sealed first, or NONE. */
  int oldest() {
    int found = NONE;
    for (int segment = 0; segment < sealed.length; segment++) {
      if (sealed[segment] != OPEN && (found < 0 || sealed[segment] < sealed[found])) {
        found = segment;
      }
    }
    return found;
  }
}
