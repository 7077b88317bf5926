/*
 * Numbers in values: incr, decr and `ma`. Its own file because its rules are its own: unsigned,
 * wrapping upwards, stopping at 0 downwards, and never shortening a value.
 */
package tailproof.cache.store;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import tailproof.cache.store.Write.Outcome;
import tailproof.cache.store.Write.Refusal;
import tailproof.cache.store.Write.Stored;

/** Sums of one cache. */
public final class Adder<K> {
  private final Cache<K> cache;

  public Adder(Cache<K> cache) {
    this.cache = cache;
  }

  /**
   * @param delta unsigned
   * @param cas the CAS number that the item must have, or ANY_CAS
   */
  public Outcome add(K key, boolean isUp, long delta, long cas) {
    Item old = cache.find(key);
    if (old == null) {
      return Refusal.NOT_FOUND;
    }
    if (old.value.length == 0) {
      return Refusal.NOT_NUMERIC;
    }
    if (cas != Write.ANY_CAS && cas != old.cas) {
      return Refusal.EXISTS;
    }
    OptionalLong number = Decimal.unsigned(new AsciiString(old.value, false), 0);
    if (number.isEmpty()) {
      return Refusal.NOT_NUMERIC;
    }
    byte[] sum = digits(isUp, number.getAsLong(), delta);
    if (sum.length > old.value.length) {
      return new Stored(cache.put(key, sum, old.flags, old.deadlineNs));
    }
    byte[] value = Arrays.copyOf(sum, old.value.length);
    Arrays.fill(value, sum.length, value.length, (byte) ' ');
    Item item = cache.put(key, value, old.flags, old.deadlineNs);
    // memcached writes what fits into the old item, which keeps its marks.
    item.fetched = old.fetched;
    item.stale = old.stale;
    item.won = old.won;
    return new Stored(item);
  }

  private static byte[] digits(boolean isUp, long value, long delta) {
    boolean isBelow = Long.compareUnsigned(value, delta) < 0;
    long sum = isUp ? value + delta : isBelow ? 0 : value - delta;
    return Long.toUnsignedString(sum).getBytes(StandardCharsets.US_ASCII);
  }

  /** How many of the bytes of a sum are its digits; the rest is padding. */
  public static int digitCount(byte[] value) {
    int count = value.length;
    while (value[count - 1] == ' ') {
      count--;
    }
    return count;
  }
}
