package cache.store;

/**
 * What is stored: items by key, within a limit of bytes outside the Java heap.
 *
 * <p>The only door to this package's parts. Not safe for several threads: the owner has one, or
 * holds a lock. Locations are valid until the next write.
 */
public final class Store {
  /** Head, reserve, and one to be cleaned. */
  private static final int SEGMENTS_MIN = 3;

  private final long limitBytes;
  private final Clock clock = new Clock();
  private final Items items;
  private final Index index;
  private final SegmentLog log;
  private final Cleaner cleaner;
  private final Sweeper sweeper;
  private int clearAt = Clock.NEVER;
  private long lastToken;

  /** Index and segments together take at most so many bytes; from 4 MiB to 16 GiB. */
  public Store(long limitBytes) {
    long forItems = limitBytes - Index.bytesFor(limitBytes);
    int segments = Math.max(SEGMENTS_MIN, (int) (forItems / Items.SEGMENT_BYTES));
    this.limitBytes = limitBytes;
    items = new Items(segments);
    index = new Index(items, limitBytes);
    log = new SegmentLog(items, segments);
    cleaner = new Cleaner(items, index, log, clock);
    sweeper = new Sweeper(items, index, log, clock);
  }

  public Clock clock() {
    return clock;
  }

  public Items items() {
    return items;
  }

  public int count() {
    return index.count();
  }

  public long liveBytes() {
    return log.liveTotalBytes();
  }

  public long limitBytes() {
    return limitBytes;
  }

  public long evictions() {
    return cleaner.evictions();
  }

  /** Looks at the clock, and forgets everything if that time has come. */
  public void advanceClock() {
    clock.advance();
    if (clock.isPast(clearAt)) {
      clear();
    }
  }

  /** Does a little of what can wait; to be called about a hundred times a second. */
  public void tidy() {
    sweeper.sweepOne();
  }

  /** Whether an item of these lengths can be stored at all. */
  public static boolean canHold(int keyBytes, int valueBytes) {
    return valueBytes < Items.SEGMENT_BYTES
        && Items.bytesOf(keyBytes, valueBytes) <= Items.SEGMENT_BYTES;
  }

  /** The location of an item, or {@link Items#NONE}. */
  public int find(Key key) {
    int slot = index.find(key);
    if (slot == Index.ABSENT) {
      return Items.NONE;
    }
    int location = index.location(slot);
    if (clock.isPast(items.deadline(location))) {
      forget(slot);
      return Items.NONE;
    }
    return location;
  }

  /** Notes that a client reads the item. */
  public void access(int location) {
    items.mark(location, Items.FETCHED | Items.HOT);
    items.setLastAccess(location, clock.now());
  }

  /** Stores an item that the store {@link #canHold}. Returns its location. */
  public int put(Key key, Value value) {
    int bytes = Items.bytesOf(key.length(), value.length);
    int slot = index.find(key);
    int location = slot == Index.ABSENT ? Items.NONE : index.location(slot);
    if (location == Items.NONE || items.bytes(location) != bytes) {
      if (slot != Index.ABSENT) {
        forget(slot);
      }
      cleaner.makeRoom(bytes);
      location = log.append(bytes);
      index.add(key, location);
    }
    items.write(location, key, value);
    items.setLastAccess(location, clock.now());
    log.noteDeadline(location, value.deadline);
    renewToken(location);
    return location;
  }

  /** Gives an item another token, as every write does. */
  void renewToken(int location) {
    items.setToken(location, ++lastToken);
  }

  /** Gives an item another deadline. */
  public void touch(int location, int deadline) {
    items.setDeadline(location, deadline);
    log.noteDeadline(location, deadline);
  }

  /** Declares an item out of date: the next client that reads it is told to renew it. */
  public void invalidate(int location) {
    items.mark(location, Items.STALE);
    items.unmark(location, Items.WON);
    renewToken(location);
  }

  /** Forgets an item, if it is there. */
  public void remove(Key key) {
    int slot = index.find(key);
    if (slot != Index.ABSENT) {
      forget(slot);
    }
  }

  /** Forgets everything, now. */
  public void clear() {
    index.clear();
    log.clear();
    clearAt = Clock.NEVER;
  }

  /** Forgets everything that is there at that time; replaces an earlier such order. */
  public void clearAt(int deadline) {
    clearAt = deadline;
  }

  private void forget(int slot) {
    int location = index.location(slot);
    log.discard(location, items.bytes(location));
    index.remove(slot);
  }
}
