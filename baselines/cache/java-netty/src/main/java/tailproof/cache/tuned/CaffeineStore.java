/*
 * Items in Caffeine, bounded by weight, each with its own deadline. Its own file because it is all
 * that knows Caffeine: its maintenance runs on the event loop, in small pieces after reads and
 * writes, so that no other thread competes for the core.
 */
package tailproof.cache.tuned;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.concurrent.TimeUnit;
import tailproof.cache.store.Clock;
import tailproof.cache.store.Item;
import tailproof.cache.store.Store;

/** The store of the tuned variant. */
final class CaffeineStore implements Store<ByteKey> {
  /**
   * Memory beside key and value, measured as live heap: half a million items, 259. ZGC has no short
   * references, which are a third of it.
   */
  private static final int ITEM_BYTES = 260;

  private final Clock clock;
  private final long limitBytes;
  private Cache<ByteKey, Item> items;
  private Policy.VarExpiration<ByteKey, Item> deadlines;
  private long evictions;

  CaffeineStore(Clock clock, long limitBytes) {
    this.clock = clock;
    this.limitBytes = limitBytes;
    clear();
  }

  @Override
  public Item find(ByteKey key) {
    return items.getIfPresent(key);
  }

  @Override
  public void put(ByteKey key, Item item) {
    items.put(key.copy(), item);
  }

  @Override
  public void remove(ByteKey key) {
    items.invalidate(key);
  }

  @Override
  public void reschedule(ByteKey key, Item item) {
    deadlines.setExpiresAfter(key, left(item), TimeUnit.NANOSECONDS);
  }

  /** Another cache: emptying one of a million items would hold up everybody for long. */
  @Override
  public void clear() {
    items =
        Caffeine.newBuilder()
            .maximumWeight(limitBytes)
            .weigher(CaffeineStore::weight)
            .expireAfter(new Deadlines())
            .ticker(clock::nowNs)
            .executor(Runnable::run)
            .evictionListener(this::count)
            .build();
    deadlines = items.policy().expireVariably().orElseThrow();
  }

  @Override
  public Census census() {
    forgetExpired();
    long bytes = items.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    return new Census(items.estimatedSize(), bytes, evictions, limitBytes);
  }

  /** Frees what has expired unread; to be called now and then. */
  void forgetExpired() {
    items.cleanUp();
  }

  private void count(ByteKey key, Item item, RemovalCause cause) {
    if (cause == RemovalCause.SIZE) {
      evictions++;
    }
  }

  private long left(Item item) {
    return item.deadlineNs == Clock.NEVER ? Long.MAX_VALUE : item.deadlineNs - clock.nowNs();
  }

  /** Written out, for Caffeine's ready-made ones make a Duration of every deadline. */
  private final class Deadlines implements Expiry<ByteKey, Item> {
    @Override
    public long expireAfterCreate(ByteKey key, Item item, long nowNs) {
      return left(item);
    }

    @Override
    public long expireAfterUpdate(ByteKey key, Item item, long nowNs, long leftNs) {
      return left(item);
    }

    @Override
    public long expireAfterRead(ByteKey key, Item item, long nowNs, long leftNs) {
      return leftNs;
    }
  }

  private static int weight(ByteKey key, Item item) {
    return key.length() + item.value.length + ITEM_BYTES;
  }
}
