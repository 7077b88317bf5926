/*
 * What the two variants implement each in its way: items by key within a limit of bytes. Its own
 * file because the commands are written once, against this. What commands mean is Cache's.
 */
package tailproof.cache.store;

/** Items by key. A key given to a call is not kept beyond it, unless the store copies it. */
public interface Store<K> {
  /** The item, or null when there is none that is alive. */
  Item find(K key);

  /** Stores the item instead of what was there, and evicts others where it needs their room. */
  void put(K key, Item item);

  void remove(K key);

  /** Takes notice that the deadline of an item in it was changed. */
  void reschedule(K key, Item item);

  void clear();

  Census census();

  /** What a store holds; bytes as its limit counts them. */
  record Census(long items, long bytes, long evictions, long limitBytes) {}
}
