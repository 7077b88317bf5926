package cache.protocol;

import cache.store.Clock;
import cache.store.Counters;
import cache.store.Items;
import cache.store.Key;
import cache.store.Numbers;
import cache.store.Store;
import cache.store.Writes;

/**
 * The classic commands of one line and one reply: delete, touch, incr, decr, flush_all, verbosity.
 *
 * <p>A class of its own because each is a function from words to a reply, which {@code noreply}
 * silences.
 */
final class LineCommands {
  private static final byte[] ZERO = Reply.bytes("0");

  /** A delay this long is none: memcached counts the second that has begun. */
  private static final int FLUSH_DELAY_NONE_S = 1;

  private final Store store;
  private final Clock clock;
  private final Counters counters;
  private final Key key = new Key();

  LineCommands(Store store) {
    this.store = store;
    this.clock = store.clock();
    this.counters = new Counters(store);
  }

  byte[] delete(Request request) {
    int words = request.words();
    if (words < 2 || words > 4) {
      return Reply.ERROR;
    }
    // Old clients send a time; only 0 was ever harmless.
    boolean isZero = words > 2 && request.is(2, ZERO);
    boolean isRight =
        switch (words) {
          case 3 -> isZero || request.isQuiet();
          case 4 -> isZero && request.isQuiet();
          default -> true;
        };
    if (!isRight) {
      return Reply.BAD_DELETE;
    }
    if (request.isKeyTooLong(1)) {
      return Reply.BAD_FORMAT;
    }
    request.readKey(1, key);
    if (store.find(key) == Items.NONE) {
      return Reply.NOT_FOUND;
    }
    store.remove(key);
    return Reply.DELETED;
  }

  byte[] touch(Request request) {
    if (request.words() != 3 && request.words() != 4) {
      return Reply.ERROR;
    }
    if (request.isKeyTooLong(1)) {
      return Reply.BAD_FORMAT;
    }
    long expiryS = request.signed(2, 0);
    if (expiryS == Numbers.NONE) {
      return Reply.BAD_EXPIRY;
    }
    request.readKey(1, key);
    int location = store.find(key);
    if (location == Items.NONE) {
      return Reply.NOT_FOUND;
    }
    store.access(location);
    store.touch(location, clock.deadlineOf((int) expiryS));
    return Reply.TOUCHED;
  }

  /** incr and decr. */
  byte[] count(Request request) {
    if (request.words() != 3 && request.words() != 4) {
      return Reply.ERROR;
    }
    if (request.isKeyTooLong(1)) {
      return Reply.BAD_FORMAT;
    }
    if (!request.isUnsigned(2, 0)) {
      return Reply.BAD_DELTA;
    }
    request.readKey(1, key);
    long delta = request.unsigned(2, 0);
    Counters.Result result =
        request.command() == Command.INCR
            ? counters.add(key, delta, Writes.ANY_TOKEN)
            : counters.subtract(key, delta, Writes.ANY_TOKEN);
    return switch (result) {
      case CHANGED -> lineOf(counters.digits());
      case NOT_NUMERIC -> Reply.NOT_NUMERIC;
      case NOT_FOUND, EXISTS -> Reply.NOT_FOUND;
    };
  }

  private static byte[] lineOf(byte[] digits) {
    byte[] line = new byte[digits.length + Reply.LINE_END.length];
    System.arraycopy(digits, 0, line, 0, digits.length);
    System.arraycopy(Reply.LINE_END, 0, line, digits.length, Reply.LINE_END.length);
    return line;
  }

  byte[] flushAll(Request request) {
    int words = request.words();
    if (words > 3) {
      return Reply.ERROR;
    }
    long delayS = 0;
    if (words != (request.isQuiet() ? 2 : 1)) {
      delayS = request.signed(1, 0);
      if (delayS == Numbers.NONE) {
        return Reply.BAD_EXPIRY;
      }
    }
    if (delayS <= FLUSH_DELAY_NONE_S) {
      store.clear();
    } else {
      store.clearAt(clock.deadlineOf((int) delayS - FLUSH_DELAY_NONE_S));
    }
    return Reply.OK;
  }

  byte[] verbosity(Request request) {
    if (request.words() != 2 && request.words() != 3) {
      return Reply.ERROR;
    }
    return request.isUnsigned(1, 0) ? Reply.OK : Reply.BAD_FORMAT;
  }
}
