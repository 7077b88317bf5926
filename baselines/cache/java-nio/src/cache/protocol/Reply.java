package cache.protocol;

import java.nio.charset.StandardCharsets;

/**
 * Every fixed reply of the text protocol, as memcached 1.6.18 words it.
 *
 * <p>A class of its own so that wording is read and compared in one place.
 */
final class Reply {
  static final byte[] VALUE = bytes("VALUE ");
  static final byte[] VERSION = bytes("VERSION ");
  static final byte[] LINE_END = bytes("\r\n");
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
  static final byte[] BAD_FORMAT = line("CLIENT_ERROR bad command line format");
  static final byte[] BAD_CHUNK = line("CLIENT_ERROR bad data chunk");
  static final byte[] BAD_DELETE =
      line("CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]");
  static final byte[] BAD_DELTA = line("CLIENT_ERROR invalid numeric delta argument");
  static final byte[] BAD_EXPIRY = line("CLIENT_ERROR invalid exptime argument");
  static final byte[] NOT_NUMERIC =
      line("CLIENT_ERROR cannot increment or decrement non-numeric value");
  static final byte[] TOO_LARGE = line("SERVER_ERROR object too large for cache");

  static final byte[] META_HIT = bytes("HD");
  static final byte[] META_VALUE = bytes("VA ");
  static final byte[] META_MISS = bytes("EN");
  static final byte[] META_NOT_FOUND = bytes("NF");
  static final byte[] META_NOT_STORED = bytes("NS");
  static final byte[] META_EXISTS = bytes("EX");
  static final byte[] META_NOTHING = line("MN");
  static final byte[] DUPLICATE_FLAG = line("CLIENT_ERROR duplicate flag");
  static final byte[] INVALID_FLAG = line("CLIENT_ERROR invalid flag");
  static final byte[] BAD_FLAGS = line("CLIENT_ERROR invalid or duplicate flag");
  static final byte[] BAD_TOKEN = line("CLIENT_ERROR bad token in command line format");
  static final byte[] BAD_INITIAL = line("CLIENT_ERROR invalid numeric initial value");
  static final byte[] BAD_META_DELTA = line("CLIENT_ERROR invalid numeric delta value");
  static final byte[] BAD_MODE_LENGTH = line("CLIENT_ERROR incorrect length for M token");
  static final byte[] BAD_SET_MODE = line("CLIENT_ERROR invalid mode for ms M token");
  static final byte[] BAD_COUNT_MODE = line("CLIENT_ERROR invalid mode for ma M token");
  static final byte[] LONG_OPAQUE = line("CLIENT_ERROR opaque token too long");
  static final byte[] MANY_GET_FLAGS = line("CLIENT_ERROR options flags are too long");
  static final byte[] MANY_FLAGS = line("CLIENT_ERROR options flags too long");

  private Reply() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] line(String text) {
    return bytes(text + "\r\n");
  }
}
