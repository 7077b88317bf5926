package cache.protocol;

import cache.store.Items;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Replies that wait to be sent: one array that grows for a long value.
 *
 * <p>An array and not a direct buffer, because replies are made of many short pieces, which an
 * array takes faster; the socket then copies them once, as one.
 */
public final class Replies {
  /** Replies of this length are sent before more are made. */
  private static final int FULL_BYTES = 1 << 16;

  /** Longer than all but the value in a reply: a key, flags of a meta command, numbers. */
  private static final int LINE_BYTES_MAX = 2_048;

  /** Enough where a connection has replies of its own and asks for one short value at a time. */
  private static final int FIRST_BYTES = 1 << 12;

  /** 2^64 - 1. */
  private static final int DIGITS_MAX = 20;

  private static final int BASE = 10;

  private final byte[] digits = new byte[DIGITS_MAX];
  private byte[] bytes = new byte[FIRST_BYTES];
  private ByteBuffer view = ByteBuffer.wrap(bytes);
  private int size;

  /** What waits to be sent, valid until more is put. */
  public ByteBuffer unsent() {
    return view.clear().limit(size);
  }

  public boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  public boolean isFull() {
    return size >= FULL_BYTES;
  }

  public void clear() {
    size = 0;
  }

  /** Takes back what was put since the size was this. */
  void truncate(int size) {
    this.size = size;
  }

  /** Makes room for another reply with so many bytes of value. */
  void reserve(int valueBytes) {
    int needed = size + LINE_BYTES_MAX + valueBytes;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
      view = ByteBuffer.wrap(bytes);
    }
  }

  /** Puts a fixed reply, reserving its room. */
  void putLine(byte[] line) {
    reserve(0);
    put(line);
  }

  void put(byte[] source) {
    put(source, 0, source.length);
  }

  void put(byte[] source, int from, int to) {
    System.arraycopy(source, from, bytes, size, to - from);
    size += to - from;
  }

  void put(char character) {
    bytes[size++] = (byte) character;
  }

  /** Puts a number of 64 bits without a sign. */
  void putUnsigned(long number) {
    int first = DIGITS_MAX;
    long rest = number;
    if (rest < 0) {
      long tenth = Long.divideUnsigned(rest, BASE);
      digits[--first] = (byte) ('0' + (rest - tenth * BASE));
      rest = tenth;
    }
    do {
      digits[--first] = (byte) ('0' + rest % BASE);
      rest /= BASE;
    } while (rest > 0);
    put(digits, first, DIGITS_MAX);
  }

  void putValue(Items items, int location, int valueBytes) {
    items.copyValue(location, bytes, size, valueBytes);
    size += valueBytes;
  }
}
