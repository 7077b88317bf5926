package cache.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Values that are numbers of 64 bits without a sign, and what adding to them and subtracting does.
 *
 * <p>A class of its own because the classic and the meta commands have it in common.
 */
public final class Counters {
  /** What became of a change. */
  public enum Result {
    CHANGED,
    NOT_FOUND,
    NOT_NUMERIC,
    EXISTS
  }

  /** Longer than any number of 64 bits with the white space that belongs to it. */
  private static final int NUMBER_BYTES_MAX = 64;

  private final Store store;
  private final Items items;
  private final Value value = new Value();
  private final byte[] old = new byte[NUMBER_BYTES_MAX];
  private byte[] digits = new byte[0];
  private int location = Items.NONE;

  public Counters(Store store) {
    this.store = store;
    this.items = store.items();
  }

  /** The digits of the last number stored. */
  public byte[] digits() {
    return digits;
  }

  /** Where it is stored. */
  public int location() {
    return location;
  }

  /** Adds to a number, which wraps around; with a token, only if it is the item's. */
  public Result add(Key key, long delta, long token) {
    return change(key, delta, token, true);
  }

  /** Subtracts from a number, down to 0; with a token, only if it is the item's. */
  public Result subtract(Key key, long delta, long token) {
    return change(key, delta, token, false);
  }

  /** Stores a number that is not there yet; it never expires. */
  public void create(Key key, long number) {
    digits = digitsOf(number);
    value.set(digits, 0, digits.length);
    value.describe(0, Clock.NEVER);
    location = store.put(key, value);
  }

  private Result change(Key key, long delta, long token, boolean adds) {
    location = store.find(key);
    if (location == Items.NONE) {
      return Result.NOT_FOUND;
    }
    int length = items.valueBytes(location);
    if (length == 0) {
      return Result.NOT_NUMERIC;
    }
    if (token != Writes.ANY_TOKEN && items.token(location) != token) {
      return Result.EXISTS;
    }
    int looked = Math.min(length, NUMBER_BYTES_MAX);
    items.copyValue(location, old, 0, looked);
    if (!Numbers.isUnsigned(old, 0, looked)) {
      return Result.NOT_NUMERIC;
    }
    long number = Numbers.unsigned(old, 0, looked);
    digits = digitsOf(adds ? number + delta : difference(number, delta));
    if (digits.length > length) {
      value.set(digits, 0, digits.length);
      value.describe(items.flags(location), items.deadline(location));
      location = store.put(key, value);
    } else {
      // A shorter number is padded, as memcached does.
      byte[] padded = Arrays.copyOf(digits, length);
      Arrays.fill(padded, digits.length, length, (byte) ' ');
      items.overwriteValue(location, padded);
      store.renewToken(location);
    }
    return Result.CHANGED;
  }

  private static long difference(long number, long delta) {
    return Long.compareUnsigned(number, delta) < 0 ? 0 : number - delta;
  }

  private static byte[] digitsOf(long number) {
    return Long.toUnsignedString(number).getBytes(StandardCharsets.US_ASCII);
  }
}
