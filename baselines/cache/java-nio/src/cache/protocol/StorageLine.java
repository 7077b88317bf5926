package cache.protocol;

import cache.store.Key;
import cache.store.Numbers;
import cache.store.Store;
import cache.store.Writes;

/**
 * The line of a storage command, classic or meta: what is to be stored, and how much data follows.
 *
 * <p>A class of its own because the line is read before its data has arrived, and run after.
 */
final class StorageLine {
  /** The line end behind the data. */
  static final int LINE_END_BYTES = 2;

  private static final int WORDS = 5;
  private static final int CAS_WORDS = 6;

  /** memcached: with its line end a longer value would overflow 31 bits. */
  private static final int LENGTH_MAX = Integer.MAX_VALUE - LINE_END_BYTES;

  final Key key = new Key();
  final MetaFlags meta = new MetaFlags();
  Writes.Mode mode = Writes.Mode.SET;
  int flags;
  int expiryS;
  int length;
  long token;

  /** What is wrong with the line, if anything is. */
  private byte[] error;

  /** Data of a refused line, to be thrown away. */
  private int skippedBytes;

  byte[] error() {
    return error;
  }

  /** Bytes of data behind the line that the command needs. */
  int dataBytes() {
    return error == null ? length + LINE_END_BYTES : 0;
  }

  int skippedBytes() {
    return skippedBytes;
  }

  /** Reads the line of set, add, replace, append, prepend or cas. */
  void readClassic(Request request) {
    skippedBytes = 0;
    token = Writes.ANY_TOKEN;
    mode = modeOf(request.command());
    error = errorOfClassic(request);
    if (error == null && !Store.canHold(key.length(), length)) {
      refuse(Reply.TOO_LARGE);
    }
  }

  private byte[] errorOfClassic(Request request) {
    int words = mode == Writes.Mode.CAS ? CAS_WORDS : WORDS;
    if (request.words() != words && request.words() != words + 1) {
      return Reply.ERROR;
    }
    long expiry = request.signed(3, 0);
    if (request.isKeyTooLong(1) || !request.isUnsigned(2, 0) || expiry == Numbers.NONE) {
      return Reply.BAD_FORMAT;
    }
    if (mode == Writes.Mode.CAS) {
      if (!request.isUnsigned(5, 0)) {
        return Reply.BAD_FORMAT;
      }
      token = request.unsigned(5, 0);
    }
    flags = (int) request.unsigned(2, 0);
    expiryS = (int) expiry;
    return readLength(request, 4);
  }

  /** Reads the line of ms. */
  void readMeta(Request request) {
    skippedBytes = 0;
    if (request.words() < 2) {
      error = Reply.ERROR;
      return;
    }
    if (request.words() == 2 || request.isKeyTooLong(1)) {
      error = Reply.BAD_FORMAT;
      return;
    }
    if (request.words() > MetaFlags.WORDS_MAX) {
      error = Reply.MANY_FLAGS;
      return;
    }
    error = readLength(request, 2);
    if (error != null) {
      return;
    }
    byte[] wrong = errorOfFlags(request);
    if (wrong != null) {
      refuse(wrong);
    } else if (!Store.canHold(key.length(), length)) {
      refuse(Reply.TOO_LARGE);
    }
  }

  private byte[] errorOfFlags(Request request) {
    byte[] wrong = meta.read(request, 3);
    if (wrong != null) {
      return wrong;
    }
    flags = meta.clientFlags;
    expiryS = meta.expiryS;
    token = meta.token;
    switch (meta.mode) {
      case MetaFlags.NO_MODE, 'S' -> mode = Writes.Mode.SET;
      case 'E' -> mode = Writes.Mode.ADD;
      case 'A' -> mode = Writes.Mode.APPEND;
      case 'P' -> mode = Writes.Mode.PREPEND;
      case 'R' -> mode = Writes.Mode.REPLACE;
      default -> {
        return Reply.BAD_SET_MODE;
      }
    }
    if (meta.hasToken && (mode == Writes.Mode.SET || mode == Writes.Mode.REPLACE)) {
      mode = Writes.Mode.CAS;
    }
    return meta.isOpaqueTooLong ? Reply.LONG_OPAQUE : null;
  }

  private byte[] readLength(Request request, int word) {
    long read = request.signed(word, 0);
    if (read < 0 || read > LENGTH_MAX) {
      return Reply.BAD_FORMAT;
    }
    length = (int) read;
    request.readKey(1, key);
    return null;
  }

  private void refuse(byte[] reply) {
    error = reply;
    skippedBytes = length + LINE_END_BYTES;
  }

  private static Writes.Mode modeOf(Command command) {
    return switch (command) {
      case ADD -> Writes.Mode.ADD;
      case REPLACE -> Writes.Mode.REPLACE;
      case APPEND -> Writes.Mode.APPEND;
      case PREPEND -> Writes.Mode.PREPEND;
      case CAS -> Writes.Mode.CAS;
      default -> Writes.Mode.SET;
    };
  }
}
