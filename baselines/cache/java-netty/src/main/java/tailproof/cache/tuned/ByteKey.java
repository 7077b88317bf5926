/*
 * A key as bytes, wherever they lie. Its own file because it is what a string would be to the tuned
 * variant: hashed once, compared by content, and looked up without being made.
 */
package tailproof.cache.tuned;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/** A key. Comparable, so that a hash table can order those that collide. */
final class ByteKey implements Comparable<ByteKey> {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Differs in each process, so that nobody can prepare keys that collide. */
  private static final long SEED = new SecureRandom().nextLong();

  /** 2^64 divided by the golden ratio, odd: spreads neighbouring numbers over all bits. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private byte[] bytes;
  private int start;
  private int length;
  private int hash;

  /** Makes this object another key; not to be done to one that is in a table. */
  void set(byte[] bytes, int start, int length) {
    this.bytes = bytes;
    this.start = start;
    this.length = length;
    hash = hash(bytes, start, length);
  }

  /** The same key with bytes of its own. */
  ByteKey copy() {
    ByteKey copy = new ByteKey();
    copy.bytes = Arrays.copyOfRange(bytes, start, start + length);
    copy.length = length;
    copy.hash = hash;
    return copy;
  }

  int length() {
    return length;
  }

  private static int hash(byte[] bytes, int start, int length) {
    long hash = SEED ^ length;
    int at = start;
    int end = start + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(bytes, at));
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = rest << Byte.SIZE | (bytes[at] & 0xFF);
    }
    return (int) mix(hash ^ rest);
  }

  private static long mix(long hash) {
    long product = hash * FACTOR;
    return product ^ product >>> 32;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteKey key
        && hash == key.hash
        && Arrays.equals(
            bytes, start, start + length, key.bytes, key.start, key.start + key.length);
  }

  @Override
  public int compareTo(ByteKey key) {
    return Arrays.compare(
        bytes, start, start + length, key.bytes, key.start, key.start + key.length);
  }
}
