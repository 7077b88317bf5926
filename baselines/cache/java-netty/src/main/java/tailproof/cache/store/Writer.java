/*
 * Stores under a condition: absent, present, unchanged, behind or before what is there. Its own
 * file because `set` and its family and `ms` differ only in how they ask and are answered.
 */
package tailproof.cache.store;

import java.util.Arrays;
import tailproof.cache.store.Write.Mode;
import tailproof.cache.store.Write.Outcome;
import tailproof.cache.store.Write.Refusal;
import tailproof.cache.store.Write.Stored;

/** Writes of one cache. */
public final class Writer<K> {
  private final Cache<K> cache;

  public Writer(Cache<K> cache) {
    this.cache = cache;
  }

  public Outcome write(K key, Write write) {
    return switch (write.mode()) {
      case SET -> set(key, write);
      case ADD -> cache.find(key) == null ? set(key, write) : Refusal.NOT_STORED;
      case REPLACE -> cache.find(key) == null ? Refusal.NOT_STORED : set(key, write);
      case APPEND, PREPEND -> join(key, write);
      case CAS -> compareAndSet(key, write);
    };
  }

  private Stored set(K key, Write write) {
    long deadlineNs = cache.clock().deadline(write.expiryS());
    return new Stored(cache.put(key, write.value(), write.flags(), deadlineNs));
  }

  private Outcome compareAndSet(K key, Write write) {
    Item old = cache.find(key);
    if (old == null) {
      return Refusal.NOT_FOUND;
    }
    if (old.cas == write.cas()) {
      return set(key, write);
    }
    boolean isOlder =
        write.cas() != Write.ANY_CAS && Long.compareUnsigned(write.cas(), old.cas) < 0;
    if (!write.stale() || !isOlder) {
      return Refusal.EXISTS;
    }
    Item item = cache.put(key, write.value(), write.flags(), old.deadlineNs);
    item.stale = true;
    item.won = old.won;
    return new Stored(item);
  }

  private Outcome join(K key, Write write) {
    Item old = cache.find(key);
    if (old == null) {
      return Refusal.NOT_STORED;
    }
    if (write.cas() != Write.ANY_CAS && write.cas() != old.cas) {
      return Refusal.EXISTS;
    }
    boolean isAppended = write.mode() == Mode.APPEND;
    byte[] first = isAppended ? old.value : write.value();
    byte[] second = isAppended ? write.value() : old.value;
    if (first.length + second.length > Write.VALUE_BYTES_MAX) {
      return Refusal.NOT_STORED;
    }
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return new Stored(cache.put(key, joined, old.flags, old.deadlineNs));
  }
}
