/*
 * Items in a ConcurrentHashMap of strings. Its own file because it is all that the naive variant
 * thinks of storage: expired items go when they are met, and room is made in the map's order.
 */
package tailproof.cache.naive;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tailproof.cache.store.Clock;
import tailproof.cache.store.Item;
import tailproof.cache.store.Store;

/** The store of the naive variant. */
final class MapStore implements Store<String> {
  /** Memory beside key and value, measured as live heap: half a million items, 150. */
  private static final int ITEM_BYTES = 152;

  private final Map<String, Item> items = new ConcurrentHashMap<>();
  private final Clock clock;
  private final long limitBytes;
  private Iterator<Map.Entry<String, Item>> victims = items.entrySet().iterator();
  private long bytes;
  private long evictions;

  MapStore(Clock clock, long limitBytes) {
    this.clock = clock;
    this.limitBytes = limitBytes;
  }

  @Override
  public Item find(String key) {
    Item item = items.get(key);
    if (item != null && clock.isOver(item.deadlineNs)) {
      remove(key);
      return null;
    }
    return item;
  }

  @Override
  public void put(String key, Item item) {
    Item old = items.put(key, item);
    bytes += weight(key, item);
    if (old != null) {
      bytes -= weight(key, old);
    }
    while (bytes > limitBytes) {
      evict();
    }
  }

  @Override
  public void remove(String key) {
    Item old = items.remove(key);
    if (old != null) {
      bytes -= weight(key, old);
    }
  }

  @Override
  public void reschedule(String key, Item item) {}

  @Override
  public void clear() {
    items.clear();
    bytes = 0;
  }

  @Override
  public Census census() {
    return new Census(items.size(), bytes, evictions, limitBytes);
  }

  private void evict() {
    if (!victims.hasNext()) {
      victims = items.entrySet().iterator();
    }
    Map.Entry<String, Item> victim = victims.next();
    // It may have gone since the iterator looked ahead.
    if (items.remove(victim.getKey(), victim.getValue())) {
      bytes -= weight(victim.getKey(), victim.getValue());
      evictions++;
    }
  }

  private static int weight(String key, Item item) {
    return key.length() + item.value.length + ITEM_BYTES;
  }
}
