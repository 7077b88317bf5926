package cache.store;

import java.util.SplittableRandom;

/**
 * A key as it stands in received bytes, and its hash.
 *
 * <p>Mutable and used again for every command, so that a lookup makes no object. The hash begins
 * with a number that is drawn at start, so that nobody can choose keys that collide.
 */
public final class Key {
  /** memcached's limit. */
  public static final int BYTES_MAX = 250;

  private static final long SEED = new SplittableRandom().nextLong();

  /** Any odd number of well-mixed bits; this one is 2^64 divided by the golden ratio. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private byte[] bytes = new byte[0];
  private int from;
  private int length;
  private int hash;

  /** Makes this the key in {@code bytes[from, to)}, which must stay as it is while it is used. */
  public void set(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.length = to - from;
    this.hash = hashOf(bytes, from, length);
  }

  public byte[] bytes() {
    return bytes;
  }

  public int from() {
    return from;
  }

  public int length() {
    return length;
  }

  int hash() {
    return hash;
  }

  /** Folds 8 bytes at a time by a 64 x 64 bit product, as wyhash does. */
  static int hashOf(byte[] bytes, int from, int length) {
    long state = SEED ^ length;
    int done = 0;
    for (; done + Long.BYTES <= length; done += Long.BYTES) {
      state = fold(state ^ Bytes.longAt(bytes, from + done));
    }
    long rest = 0;
    for (; done < length; done++) {
      rest = rest << Byte.SIZE | bytes[from + done] & 0xFF;
    }
    return (int) (fold(fold(state ^ rest)) >>> Integer.SIZE);
  }

  private static long fold(long state) {
    return Math.multiplyHigh(state, FACTOR) ^ state * FACTOR;
  }
}
