/*
 * Numbers as text, with the leniency of the C functions that memcached reads them with. Its own
 * file because Java's parsers are strict: they take no white space and nothing behind the digits.
 */
package tailproof.cache.store;

import java.util.OptionalLong;

/** Decimal numbers at the beginning of a text; empty where there is none that fits. */
public final class Decimal {
  private static final int RADIX = 10;

  /** Another digit behind a larger value would not fit. */
  private static final long EXTENSIBLE_MAX = Long.divideUnsigned(-1, RADIX);

  private Decimal() {}

  /** A number of 64 bits with a sign. */
  public static OptionalLong signed(CharSequence text, int from) {
    int start = skipSpace(text, from);
    boolean isNegative = start < text.length() && text.charAt(start) == '-';
    OptionalLong magnitude = magnitude(text, skipSign(text, start));
    if (magnitude.isEmpty() || magnitude.getAsLong() < 0) {
      return OptionalLong.empty();
    }
    return isNegative ? OptionalLong.of(-magnitude.getAsLong()) : magnitude;
  }

  /** A number of 64 bits without a sign; a negative one is none. */
  public static OptionalLong unsigned(CharSequence text, int from) {
    int start = skipSpace(text, from);
    boolean isNegative = start < text.length() && text.charAt(start) == '-';
    OptionalLong magnitude = magnitude(text, skipSign(text, start));
    if (isNegative && magnitude.isPresent() && magnitude.getAsLong() != 0) {
      return OptionalLong.empty();
    }
    return magnitude;
  }

  private static OptionalLong magnitude(CharSequence text, int from) {
    long value = 0;
    int at = from;
    for (; at < text.length() && isDigit(text.charAt(at)); at++) {
      if (Long.compareUnsigned(value, EXTENSIBLE_MAX) > 0) {
        return OptionalLong.empty();
      }
      long next = value * RADIX + (text.charAt(at) - '0');
      if (Long.compareUnsigned(next, value) < 0) {
        return OptionalLong.empty();
      }
      value = next;
    }
    boolean isWhole = at == text.length() || isSpace(text.charAt(at)) || text.charAt(at) == 0;
    return at > from && isWhole ? OptionalLong.of(value) : OptionalLong.empty();
  }

  private static int skipSpace(CharSequence text, int from) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int skipSign(CharSequence text, int at) {
    boolean isSign = at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+');
    return isSign ? at + 1 : at;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /** C's isspace. */
  private static boolean isSpace(char character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }
}
