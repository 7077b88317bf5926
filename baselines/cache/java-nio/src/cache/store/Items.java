package cache.store;

import java.nio.ByteBuffer;

/**
 * What every byte of an item means, and the segments of 1 MiB outside the Java heap that hold them.
 *
 * <p>Its own class so that the layout is known in one place: everybody else names an item by its
 * location, one int. Which segments are free and which items are still wanted, others know.
 *
 * <pre>
 *  0  int   length of the key (8 bits), length of the value (20 bits), marks (4 bits)
 *  4  int   flags of the client
 *  8  int   deadline, in ticks of the clock
 * 12  int   last access, in ticks of the clock
 * 16  long  CAS token
 * 24        key, value, and bytes that round the item up to a multiple of 8
 * </pre>
 */
public final class Items {
  /** No location: no item begins with the last bytes of a segment. */
  public static final int NONE = -1;

  /** A client has read it. */
  public static final int FETCHED = 1 << 28;

  /** It was read since it was written or moved, so eviction passes it by once. */
  static final int HOT = 1 << 29;

  /** A client was told to renew it. */
  public static final int WON = 1 << 30;

  /** A client has declared it out of date. */
  public static final int STALE = 1 << 31;

  static final int SEGMENT_BYTES = 1 << 20;

  private static final int KEY_MASK = 0xFF;
  private static final int VALUE_SHIFT = 8;
  private static final int VALUE_MASK = 0xFFFFF;

  private static final int FLAGS = 4;
  private static final int DEADLINE = 8;
  private static final int ACCESS = 12;
  private static final int TOKEN = 16;
  private static final int KEY = 24;

  /** A location counts in these, so that 17 bits reach all of a segment and 15 are left for it. */
  private static final int ALIGNMENT = 8;

  private static final int ALIGNMENT_SHIFT = 3;
  private static final int OFFSET_BITS = 17;
  private static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;

  private final ByteBuffer[] segments;
  private final byte[] key = new byte[Key.BYTES_MAX];

  Items(int segments) {
    this.segments = new ByteBuffer[segments];
  }

  static int locationOf(int segment, int offset) {
    return segment << OFFSET_BITS | offset >>> ALIGNMENT_SHIFT;
  }

  static int segmentOf(int location) {
    return location >>> OFFSET_BITS;
  }

  private static int offsetOf(int location) {
    return (location & OFFSET_MASK) << ALIGNMENT_SHIFT;
  }

  /** What an item takes; a segment at most. */
  static int bytesOf(int keyBytes, int valueBytes) {
    return KEY + keyBytes + valueBytes + ALIGNMENT - 1 & -ALIGNMENT;
  }

  /** Reserves the memory of a segment, unless it is. */
  void open(int segment) {
    if (segments[segment] == null) {
      segments[segment] = ByteBuffer.allocateDirect(SEGMENT_BYTES).order(Bytes.ORDER);
    }
  }

  private ByteBuffer bufferOf(int location) {
    return segments[segmentOf(location)];
  }

  private int intAt(int location, int field) {
    return bufferOf(location).getInt(offsetOf(location) + field);
  }

  private void setInt(int location, int field, int number) {
    bufferOf(location).putInt(offsetOf(location) + field, number);
  }

  int keyBytes(int location) {
    return intAt(location, 0) & KEY_MASK;
  }

  public int valueBytes(int location) {
    return intAt(location, 0) >>> VALUE_SHIFT & VALUE_MASK;
  }

  int bytes(int location) {
    int lengths = intAt(location, 0);
    return bytesOf(lengths & KEY_MASK, lengths >>> VALUE_SHIFT & VALUE_MASK);
  }

  public boolean has(int location, int mark) {
    return (intAt(location, 0) & mark) != 0;
  }

  public void mark(int location, int marks) {
    setInt(location, 0, intAt(location, 0) | marks);
  }

  void unmark(int location, int marks) {
    setInt(location, 0, intAt(location, 0) & ~marks);
  }

  public int flags(int location) {
    return intAt(location, FLAGS);
  }

  public int deadline(int location) {
    return intAt(location, DEADLINE);
  }

  void setDeadline(int location, int deadline) {
    setInt(location, DEADLINE, deadline);
  }

  public int lastAccess(int location) {
    return intAt(location, ACCESS);
  }

  void setLastAccess(int location, int tick) {
    setInt(location, ACCESS, tick);
  }

  public long token(int location) {
    return bufferOf(location).getLong(offsetOf(location) + TOKEN);
  }

  void setToken(int location, long token) {
    bufferOf(location).putLong(offsetOf(location) + TOKEN, token);
  }

  /** Whether the item has this key. */
  boolean holds(int location, Key wanted) {
    ByteBuffer buffer = bufferOf(location);
    int at = offsetOf(location);
    int length = wanted.length();
    if ((buffer.getInt(at) & KEY_MASK) != length) {
      return false;
    }
    at += KEY;
    byte[] bytes = wanted.bytes();
    int from = wanted.from();
    int done = 0;
    for (; done + Long.BYTES <= length; done += Long.BYTES) {
      if (buffer.getLong(at + done) != Bytes.longAt(bytes, from + done)) {
        return false;
      }
    }
    for (; done < length; done++) {
      if (buffer.get(at + done) != bytes[from + done]) {
        return false;
      }
    }
    return true;
  }

  /** The hash of the item's key. */
  int hash(int location) {
    int length = keyBytes(location);
    bufferOf(location).get(offsetOf(location) + KEY, key, 0, length);
    return Key.hashOf(key, 0, length);
  }

  /** Writes all but the token. */
  void write(int location, Key key, Value value) {
    ByteBuffer buffer = bufferOf(location);
    int at = offsetOf(location);
    buffer.putInt(at, value.length << VALUE_SHIFT | key.length() | value.marks);
    buffer.putInt(at + FLAGS, value.flags);
    buffer.putInt(at + DEADLINE, value.deadline);
    buffer.put(at + KEY, key.bytes(), key.from(), key.length());
    buffer.put(at + KEY + key.length(), value.bytes, value.from, value.length);
  }

  /** Copies the first bytes of the value to {@code target[at, at + length)}. */
  public void copyValue(int location, byte[] target, int at, int length) {
    int from = offsetOf(location) + KEY + keyBytes(location);
    bufferOf(location).get(from, target, at, length);
  }

  /** Writes over the value, which keeps its length. */
  void overwriteValue(int location, byte[] source) {
    int at = offsetOf(location) + KEY + keyBytes(location);
    bufferOf(location).put(at, source, 0, valueBytes(location));
  }

  /** Copies an item of so many bytes; the copy is not hot. */
  void copy(int from, int to, int bytes) {
    bufferOf(to).put(offsetOf(to), bufferOf(from), offsetOf(from), bytes);
    unmark(to, HOT);
  }
}
