/*
 * The items as all commands see them: looked up, stored, touched, forgotten, now or later. Its own
 * file because it is what every other part of the protocol stands on. Conditions are Writer's,
 * numbers are Adder's, and how items are kept is a Store's.
 */
package tailproof.cache.store;

/** Items under memcached's rules. */
public final class Cache<K> {
  /** Far above what a client makes up. */
  private static final long CAS_FIRST = 1_000_000;

  private final Store<K> store;
  private final Clock clock;
  private long nextCas = CAS_FIRST;
  private long flushAtNs = Clock.NEVER;
  private long hits;
  private long misses;
  private long writes;

  public Cache(Store<K> store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  public Clock clock() {
    return clock;
  }

  /** To be called before the commands that were received together. */
  public void begin() {
    clock.refresh();
    if (clock.isOver(flushAtNs)) {
      clear();
    }
  }

  /** The item for a reader, or null; counted. */
  public Item read(K key) {
    Item item = store.find(key);
    if (item == null) {
      misses++;
    } else {
      hits++;
    }
    return item;
  }

  /** The item for a writer, or null. */
  public Item find(K key) {
    return store.find(key);
  }

  /** Remembers that an item was read. */
  public void mark(Item item) {
    item.fetched = true;
    item.usedS = clock.nowS();
  }

  /** Stores a new item; one whose deadline has passed only takes away the old one. */
  public Item put(K key, byte[] value, int flags, long deadlineNs) {
    writes++;
    Item item = new Item(value, flags, nextCas++, deadlineNs);
    item.usedS = clock.nowS();
    if (clock.isOver(deadlineNs)) {
      store.remove(key);
    } else {
      store.put(key, item);
    }
    return item;
  }

  public void remove(K key) {
    store.remove(key);
  }

  /** Gives an item that was just found another deadline. */
  public void touch(K key, Item item, long deadlineNs) {
    item.deadlineNs = deadlineNs;
    if (clock.isOver(deadlineNs)) {
      store.remove(key);
    } else {
      store.reschedule(key, item);
    }
  }

  /** Lets an item be served while one of its readers replaces it. */
  public void invalidate(Item item) {
    item.stale = true;
    item.won = false;
    item.cas = nextCas++;
  }

  /** Forgets everything now. */
  public void clear() {
    flushAtNs = Clock.NEVER;
    store.clear();
  }

  /** Forgets everything that is there at that time; replaces an earlier such order. */
  public void clearAt(long deadlineNs) {
    flushAtNs = deadlineNs;
  }

  public Counts counts() {
    return new Counts(hits, misses, writes, store.census());
  }

  /** What `stats` says of a cache. */
  public record Counts(long hits, long misses, long writes, Store.Census census) {}
}
