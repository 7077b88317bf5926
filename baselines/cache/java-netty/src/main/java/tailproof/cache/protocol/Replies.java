/*
 * Every fixed reply, as memcached 1.6.18 words it. Its own file so that wording is read and
 * compared in one place.
 */
package tailproof.cache.protocol;

import java.nio.charset.StandardCharsets;

final class Replies {
  static final byte[] LINE_END = bytes("\r\n");
  static final byte[] VALUE = bytes("VALUE ");
  static final byte[] END = line("END");
  static final byte[] STORED = line("STORED");
  static final byte[] NOT_STORED = line("NOT_STORED");
  static final byte[] EXISTS = line("EXISTS");
  static final byte[] NOT_FOUND = line("NOT_FOUND");
  static final byte[] DELETED = line("DELETED");
  static final byte[] TOUCHED = line("TOUCHED");
  static final byte[] OK = line("OK");
  static final byte[] RESET = line("RESET");
  static final byte[] ERROR = line("ERROR");
  static final byte[] META_NOOP = line("MN");

  static final byte[] BAD_FORMAT = clientError("bad command line format");
  static final byte[] BAD_DELETE =
      clientError("bad command line format.  Usage: delete <key> [noreply]");
  static final byte[] BAD_CHUNK = clientError("bad data chunk");
  static final byte[] BAD_DELTA = clientError("invalid numeric delta argument");
  static final byte[] BAD_EXPIRY = clientError("invalid exptime argument");
  static final byte[] NOT_NUMERIC = clientError("cannot increment or decrement non-numeric value");
  static final byte[] TOO_LARGE = line("SERVER_ERROR object too large for cache");

  static final byte[] BAD_TOKEN = clientError("bad token in command line format");
  static final byte[] BAD_INITIAL = clientError("invalid numeric initial value");
  static final byte[] BAD_META_DELTA = clientError("invalid numeric delta value");
  static final byte[] BAD_BASE64 = clientError("error decoding key");
  static final byte[] DUPLICATE_FLAG = clientError("duplicate flag");
  static final byte[] INVALID_FLAG = clientError("invalid flag");
  static final byte[] INVALID_OR_DUPLICATE_FLAG = clientError("invalid or duplicate flag");
  static final byte[] LONG_OPAQUE = clientError("opaque token too long");
  static final byte[] LONG_MODE = clientError("incorrect length for M token");
  static final byte[] BAD_SET_MODE = clientError("invalid mode for ms M token");
  static final byte[] BAD_ARITHMETIC_MODE = clientError("invalid mode for ma M token");

  private Replies() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] line(String text) {
    return bytes(text + "\r\n");
  }

  private static byte[] clientError(String text) {
    return line("CLIENT_ERROR " + text);
  }
}
