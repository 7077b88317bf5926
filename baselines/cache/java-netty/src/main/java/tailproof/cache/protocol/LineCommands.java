/*
 * The commands of one line and one fixed reply: delete, touch, incr, decr, and those of the server.
 * Its own file because each is a function from words to a reply; `noreply` is the caller's matter.
 */
package tailproof.cache.protocol;

import java.util.Arrays;
import java.util.OptionalLong;
import tailproof.cache.store.Adder;
import tailproof.cache.store.Cache;
import tailproof.cache.store.Decimal;
import tailproof.cache.store.Item;
import tailproof.cache.store.Write;
import tailproof.cache.store.Write.Outcome;
import tailproof.cache.store.Write.Stored;

final class LineCommands<K> {
  /** The memcached whose answers these are, and that this is not it. */
  static final String VERSION = "1.6.18-netty";

  /** A delay this long is none: memcached counts the second that has begun. */
  private static final int FLUSH_DELAY_NONE_S = 1;

  private final Cache<K> cache;
  private final Adder<K> adder;

  LineCommands(Cache<K> cache) {
    this.cache = cache;
    adder = new Adder<>(cache);
  }

  byte[] run(Verb verb, Words<K> words) {
    return switch (verb) {
      case DELETE -> delete(words);
      case TOUCH -> touch(words);
      case INCR -> count(words, true);
      case DECR -> count(words, false);
      case FLUSH_ALL -> flushAll(words);
      case VERBOSITY -> verbosity(words);
      case VERSION -> Replies.line("VERSION " + VERSION);
      case STATS -> stats(words);
      default -> Replies.ERROR;
    };
  }

  private byte[] delete(Words<K> words) {
    int count = words.count();
    if (count < 2 || count > 4) {
      return Replies.ERROR;
    }
    // Old clients send a time; only 0 was ever harmless.
    boolean isRight =
        switch (count) {
          case 2 -> true;
          case 3 -> words.is(2, "0") || words.is(2, "noreply");
          default -> words.is(2, "0") && words.is(3, "noreply");
        };
    if (!isRight) {
      return Replies.BAD_DELETE;
    }
    if (words.length(1) > Commands.KEY_BYTES_MAX) {
      return Replies.BAD_FORMAT;
    }
    K key = words.key(1);
    if (cache.find(key) == null) {
      return Replies.NOT_FOUND;
    }
    cache.remove(key);
    return Replies.DELETED;
  }

  private byte[] touch(Words<K> words) {
    if (words.count() != 3 && words.count() != 4) {
      return Replies.ERROR;
    }
    if (words.length(1) > Commands.KEY_BYTES_MAX) {
      return Replies.BAD_FORMAT;
    }
    OptionalLong expiry = Decimal.signed(words.text(2), 0);
    if (expiry.isEmpty()) {
      return Replies.BAD_EXPIRY;
    }
    K key = words.key(1);
    Item item = cache.find(key);
    if (item == null) {
      return Replies.NOT_FOUND;
    }
    cache.touch(key, item, cache.clock().deadline((int) expiry.getAsLong()));
    return Replies.TOUCHED;
  }

  private byte[] count(Words<K> words, boolean isUp) {
    if (words.count() != 3 && words.count() != 4) {
      return Replies.ERROR;
    }
    if (words.length(1) > Commands.KEY_BYTES_MAX) {
      return Replies.BAD_FORMAT;
    }
    OptionalLong delta = Decimal.unsigned(words.text(2), 0);
    if (delta.isEmpty()) {
      return Replies.BAD_DELTA;
    }
    Outcome outcome = adder.add(words.key(1), isUp, delta.getAsLong(), Write.ANY_CAS);
    return outcome instanceof Stored stored
        ? sum(stored.item().value)
        : outcome == Write.Refusal.NOT_FOUND ? Replies.NOT_FOUND : Replies.NOT_NUMERIC;
  }

  private static byte[] sum(byte[] value) {
    int digits = Adder.digitCount(value);
    byte[] line = Arrays.copyOf(value, digits + Replies.LINE_END.length);
    System.arraycopy(Replies.LINE_END, 0, line, digits, Replies.LINE_END.length);
    return line;
  }

  private byte[] flushAll(Words<K> words) {
    boolean isQuiet = words.is(words.count() - 1, "noreply");
    int arguments = words.count() - (isQuiet ? 2 : 1);
    if (words.count() > 3) {
      return Replies.ERROR;
    }
    OptionalLong delay = OptionalLong.of(0);
    if (arguments > 0) {
      delay = Decimal.signed(words.text(1), 0);
    }
    if (delay.isEmpty()) {
      return Replies.BAD_EXPIRY;
    }
    int delayS = (int) delay.getAsLong();
    long dueNs = cache.clock().deadline(delayS - FLUSH_DELAY_NONE_S);
    if (delayS <= FLUSH_DELAY_NONE_S || cache.clock().isOver(dueNs)) {
      cache.clear();
    } else {
      cache.clearAt(dueNs);
    }
    return Replies.OK;
  }

  private byte[] verbosity(Words<K> words) {
    if (words.count() != 2 && words.count() != 3) {
      return Replies.ERROR;
    }
    OptionalLong level = Decimal.signed(words.text(1), 0);
    return level.isEmpty() || level.getAsLong() < 0 ? Replies.BAD_FORMAT : Replies.OK;
  }

  private byte[] stats(Words<K> words) {
    if (words.count() > 1) {
      return words.is(1, "reset") ? Replies.RESET : Replies.ERROR;
    }
    Cache.Counts counts = cache.counts();
    String[][] figures = {
      {"pid", Long.toString(ProcessHandle.current().pid())},
      {"uptime", Long.toString(cache.clock().nowS())},
      {"version", VERSION},
      {"threads", "1"},
      {"cmd_get", Long.toString(counts.hits() + counts.misses())},
      {"cmd_set", Long.toString(counts.writes())},
      {"get_hits", Long.toString(counts.hits())},
      {"get_misses", Long.toString(counts.misses())},
      {"limit_maxbytes", Long.toString(counts.census().limitBytes())},
      {"bytes", Long.toString(counts.census().bytes())},
      {"curr_items", Long.toString(counts.census().items())},
      {"evictions", Long.toString(counts.census().evictions())},
    };
    StringBuilder lines = new StringBuilder();
    for (String[] figure : figures) {
      lines.append("STAT ").append(figure[0]).append(' ').append(figure[1]).append("\r\n");
    }
    return Replies.bytes(lines.append("END\r\n").toString());
  }
}
