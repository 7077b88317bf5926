package cache.store;

/**
 * Numbers in bytes, with the leniency of the C functions that memcached reads them with.
 *
 * <p>White space and a sign may stand before the digits; white space or NUL, and then anything, may
 * stand behind. A class of its own because {@link Long#parseLong} is strict and needs a string.
 */
public final class Numbers {
  /** Not a signed number; none of 32 bits is this one. */
  public static final long NONE = Long.MIN_VALUE;

  private static final int BASE = 10;

  /** Unsigned division of 2^64 - 1 by 10: what may still be followed by another digit. */
  private static final long TENTH_MAX = Long.divideUnsigned(-1L, BASE);

  private Numbers() {}

  /** The low 32 bits of a signed number of 64 bits, which is what memcached keeps, or NONE. */
  public static long signed(byte[] bytes, int from, int to) {
    if (!isMagnitude(bytes, from, to)) {
      return NONE;
    }
    long magnitude = magnitude(bytes, from, to);
    if (magnitude < 0) {
      return NONE;
    }
    return (int) (isNegative(bytes, from, to) ? -magnitude : magnitude);
  }

  /** Whether there is a number from 0 up to 2^64 - 1. */
  public static boolean isUnsigned(byte[] bytes, int from, int to) {
    return isMagnitude(bytes, from, to)
        && (!isNegative(bytes, from, to) || magnitude(bytes, from, to) == 0);
  }

  /** The number where {@link #isUnsigned}. */
  public static long unsigned(byte[] bytes, int from, int to) {
    return magnitude(bytes, from, to);
  }

  private static boolean isMagnitude(byte[] bytes, int from, int to) {
    int start = digitsFrom(bytes, from, to);
    int at = start;
    long number = 0;
    for (; at < to && isDigit(bytes[at]); at++) {
      int digit = bytes[at] - '0';
      boolean overflows =
          Long.compareUnsigned(number, TENTH_MAX) > 0
              || Long.compareUnsigned(number * BASE, -1L - digit) > 0;
      if (overflows) {
        return false;
      }
      number = number * BASE + digit;
    }
    return at > start && (at == to || isSpace(bytes[at]) || bytes[at] == 0);
  }

  private static long magnitude(byte[] bytes, int from, int to) {
    long number = 0;
    for (int at = digitsFrom(bytes, from, to); at < to && isDigit(bytes[at]); at++) {
      number = number * BASE + (bytes[at] - '0');
    }
    return number;
  }

  private static boolean isNegative(byte[] bytes, int from, int to) {
    int start = digitsFrom(bytes, from, to);
    return start > from && bytes[start - 1] == '-';
  }

  private static int digitsFrom(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isSpace(bytes[at])) {
      at++;
    }
    return at < to && (bytes[at] == '-' || bytes[at] == '+') ? at + 1 : at;
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character >= '\t' && character <= '\r';
  }
}
