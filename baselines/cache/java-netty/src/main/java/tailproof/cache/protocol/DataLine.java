/*
 * The line of a command with a data block behind it, read before the block has come. Its own file
 * because whoever cuts the received bytes needs the length, and whoever stores needs the rest.
 */
package tailproof.cache.protocol;

import java.util.OptionalLong;
import tailproof.cache.store.Decimal;
import tailproof.cache.store.Write;
import tailproof.cache.store.Write.Mode;

/** What is known of a value that is to come, or why it is not taken. */
public sealed interface DataLine {
  /** CR and LF behind the data, as they lie in memory, and how many bytes that is. */
  int LINE_END = '\r' << Byte.SIZE | '\n';

  int LINE_END_BYTES = 2;

  /**
   * A value to be stored.
   *
   * @param length of the value, its line end not counted
   * @param flags null for the classic commands
   */
  record Announced(
      Mode mode, int length, int clientFlags, int expiryS, long cas, boolean quiet, MetaFlags flags)
      implements DataLine {}

  /**
   * A line that is answered at once.
   *
   * @param swallowBytes how much behind the line is no command
   * @param forgets whether the old value goes too, so that nobody reads what was to be replaced
   */
  record Refused(byte[] reply, long swallowBytes, boolean forgets, MetaFlags flags)
      implements DataLine {}

  /** No reply at all. */
  byte[] SILENCE = {};

  /** Reads the line of a verb that has a mode. */
  static DataLine read(Verb verb, Words<?> words) {
    return verb == Verb.META_SET ? readMeta(words) : readClassic(verb, words);
  }

  private static DataLine readClassic(Verb verb, Words<?> words) {
    // Name, key, flags, expiry, length, and for `cas` the number; `noreply` may follow.
    int count = verb == Verb.CAS ? 6 : 5;
    if (words.count() != count && words.count() != count + 1) {
      return refused(Replies.ERROR);
    }
    boolean quiet = words.is(words.count() - 1, "noreply");
    OptionalLong flags = Decimal.unsigned(words.text(2), 0);
    OptionalLong expiry = Decimal.signed(words.text(3), 0);
    OptionalLong length = Decimal.signed(words.text(4), 0);
    OptionalLong cas = OptionalLong.of(Write.ANY_CAS);
    if (verb == Verb.CAS) {
      cas = Decimal.unsigned(words.text(5), 0);
    }
    if (words.length(1) > Commands.KEY_BYTES_MAX
        || flags.isEmpty()
        || expiry.isEmpty()
        || length.isEmpty()
        || cas.isEmpty()
        || !isLength((int) length.getAsLong())) {
      return refused(quiet ? SILENCE : Replies.BAD_FORMAT);
    }
    int bytes = (int) length.getAsLong();
    if (bytes > Write.VALUE_BYTES_MAX) {
      return tooLarge(quiet ? SILENCE : Replies.TOO_LARGE, bytes, verb == Verb.SET, null);
    }
    return new Announced(
        verb.mode,
        bytes,
        (int) flags.getAsLong(),
        (int) expiry.getAsLong(),
        cas.getAsLong(),
        quiet,
        null);
  }

  private static DataLine readMeta(Words<?> words) {
    if (words.count() < 2) {
      return refused(Replies.ERROR);
    }
    if (words.length(1) > Commands.KEY_BYTES_MAX || words.count() < 3) {
      return refused(Replies.BAD_FORMAT);
    }
    OptionalLong length = Decimal.signed(words.text(2), 0);
    if (length.isEmpty() || !isLength((int) length.getAsLong())) {
      return refused(Replies.BAD_FORMAT);
    }
    int bytes = (int) length.getAsLong();
    MetaFlags flags = MetaFlags.read(words, 3);
    byte[] error = flags.error();
    if (error == null && flags.setMode() == null) {
      error = Replies.BAD_SET_MODE;
    }
    if (error == null && flags.hasLongOpaque()) {
      error = Replies.LONG_OPAQUE;
    }
    if (error != null) {
      return new Refused(error, (long) bytes + LINE_END_BYTES, false, flags);
    }
    if (bytes > Write.VALUE_BYTES_MAX) {
      return tooLarge(Replies.TOO_LARGE, bytes, true, flags);
    }
    return new Announced(
        flags.setMode(),
        bytes,
        flags.clientFlags(),
        flags.expiryS(),
        flags.cas(),
        flags.isQuiet(),
        flags);
  }

  private static DataLine refused(byte[] reply) {
    return new Refused(reply, 0, false, null);
  }

  private static DataLine tooLarge(byte[] reply, int bytes, boolean forgets, MetaFlags flags) {
    return new Refused(reply, (long) bytes + LINE_END_BYTES, forgets, flags);
  }

  /** memcached keeps 32 bits of the number, and adds the line end to them. */
  private static boolean isLength(int bytes) {
    return bytes >= 0 && bytes <= Integer.MAX_VALUE - LINE_END_BYTES;
  }
}
