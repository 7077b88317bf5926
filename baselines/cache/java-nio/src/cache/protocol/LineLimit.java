package cache.protocol;

import java.util.Arrays;

/**
 * How long a line may be before its end has come, which both servers must ask.
 *
 * <p>As in memcached a client that sends more than this without a line feed is cut off, unless it
 * asks for many keys.
 */
public final class LineLimit {
  /** The longest unfinished {@code get}: 250 keys of the longest kind. */
  public static final int GET_BYTES_MAX = 1 << 16;

  private static final int BYTES_MAX = 2_048;

  /** Spaces that memcached allows before such a {@code get}. */
  private static final int SPACES_MAX = 100;

  private static final byte[][] RETRIEVALS = {Reply.bytes("get "), Reply.bytes("gets ")};

  private LineLimit() {}

  /** Whether the line that begins with {@code bytes[from, to)} is one that no client needs. */
  public static boolean isExceeded(byte[] bytes, int from, int to) {
    if (to - from <= BYTES_MAX) {
      return false;
    }
    int start = from;
    while (start < to && bytes[start] == ' ') {
      start++;
    }
    return to - from > GET_BYTES_MAX
        || start - from > SPACES_MAX
        || !startsWithRetrieval(bytes, start, to);
  }

  private static boolean startsWithRetrieval(byte[] bytes, int from, int to) {
    for (byte[] name : RETRIEVALS) {
      int end = from + name.length;
      if (end <= to && Arrays.equals(bytes, from, end, name, 0, name.length)) {
        return true;
      }
    }
    return false;
  }
}
