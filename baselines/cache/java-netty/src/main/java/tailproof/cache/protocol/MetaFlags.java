/*
 * The flags of a meta command, read in one pass before anything is done. Its own file because all
 * four commands share one grammar; which flags are returned, and in which order, is MetaReply's.
 */
package tailproof.cache.protocol;

import java.util.Base64;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import tailproof.cache.store.Decimal;
import tailproof.cache.store.Write;
import tailproof.cache.store.Write.Mode;

/** What the flags of one command say. */
public final class MetaFlags {
  /** With its letter. */
  private static final int OPAQUE_BYTES_MAX = 32;

  /** The first character that memcached has no place for: it calls it a duplicate. */
  private static final int LETTERS = 127;

  private static final Pattern NOT_BASE64 = Pattern.compile("[^A-Za-z0-9+/=]");
  private static final int BASE64_GROUP = 4;

  private final int first;
  private byte[] error;
  private boolean hasValue;
  private boolean quiet;
  private boolean vivifies;
  private boolean touches;
  private boolean invalidates;
  private boolean hasLongOpaque;
  private boolean hasCas;
  private boolean leavesUnread;
  private String encodedKey;
  private byte[] decodedKey;
  private char mode;
  private int clientFlags;
  private int expiryS;
  private int vivifiedExpiryS;
  private int recacheS;
  private long cas = Write.ANY_CAS;
  private long initial;
  private long delta = 1;

  private MetaFlags(int first) {
    this.first = first;
  }

  /** Reads the words from `first` on. */
  static MetaFlags read(Words<?> words, int first) {
    MetaFlags flags = new MetaFlags(first);
    long seenLow = 0;
    long seenHigh = 0;
    for (int word = first; word < words.count(); word++) {
      char letter = words.first(word);
      long bit = 1L << letter;
      boolean isSeen = ((letter < Long.SIZE ? seenLow : seenHigh) & bit) != 0;
      if (letter >= LETTERS || isSeen) {
        flags.error = Replies.DUPLICATE_FLAG;
        return flags;
      }
      if (letter < Long.SIZE) {
        seenLow |= bit;
      } else {
        seenHigh |= bit;
      }
      if (!flags.take(words, word, letter)) {
        flags.error = Replies.INVALID_FLAG;
        return flags;
      }
    }
    return flags;
  }

  /** False when there is no such flag. */
  private boolean take(Words<?> words, int word, char letter) {
    switch (letter) {
      case 'c', 'f', 'h', 'k', 'l', 's', 't', 'L', 'P' -> {}
      case 'v' -> hasValue = true;
      case 'q' -> quiet = true;
      case 'u' -> leavesUnread = true;
      case 'I' -> invalidates = true;
      case 'O' -> hasLongOpaque = words.length(word) > OPAQUE_BYTES_MAX;
      case 'b' -> decodedKey = decode(words.text(1));
      case 'M' -> takeMode(words.text(word));
      default -> {
        return takeNumber(words.text(word), letter);
      }
    }
    return true;
  }

  private boolean takeNumber(CharSequence text, char letter) {
    switch (letter) {
      case 'C' -> {
        hasCas = true;
        cas = number(Decimal.unsigned(text, 1), Replies.BAD_TOKEN);
      }
      case 'D' -> delta = number(Decimal.unsigned(text, 1), Replies.BAD_META_DELTA);
      case 'F' -> {
        // The one error that leaves an earlier one standing.
        byte[] otherwise = error == null ? Replies.BAD_FORMAT : error;
        clientFlags = (int) number(Decimal.unsigned(text, 1), otherwise);
      }
      case 'J' -> initial = number(Decimal.unsigned(text, 1), Replies.BAD_INITIAL);
      case 'N' -> {
        vivifies = true;
        vivifiedExpiryS = (int) number(Decimal.signed(text, 1), Replies.BAD_TOKEN);
      }
      case 'R' -> recacheS = (int) number(Decimal.signed(text, 1), Replies.BAD_TOKEN);
      case 'T' -> {
        touches = true;
        expiryS = (int) number(Decimal.signed(text, 1), Replies.BAD_TOKEN);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private long number(OptionalLong number, byte[] otherwise) {
    if (number.isEmpty()) {
      error = otherwise;
    }
    return number.orElse(0);
  }

  private void takeMode(CharSequence text) {
    if (text.length() == 2) {
      mode = text.charAt(1);
    } else {
      error = Replies.LONG_MODE;
    }
  }

  private byte[] decode(CharSequence key) {
    // memcached skips what is no letter of base64, and wants the padding; Java's decoders do not.
    String letters = NOT_BASE64.matcher(key).replaceAll("");
    if (!letters.isEmpty() && letters.length() % BASE64_GROUP == 0) {
      try {
        encodedKey = letters;
        return Base64.getDecoder().decode(letters);
      } catch (IllegalArgumentException misplacedPadding) {
        // Answered below.
      }
    }
    error = Replies.BAD_BASE64;
    return new byte[0];
  }

  /** What is wrong with them, or null. */
  byte[] error() {
    return error;
  }

  /** The word of the first flag. */
  int first() {
    return first;
  }

  /** The key of the line, which may be encoded. */
  <K> K key(Words<K> words) {
    return decodedKey == null ? words.key(1) : words.key(decodedKey);
  }

  /** The letters of an encoded key, or null. */
  String encodedKey() {
    return encodedKey;
  }

  boolean hasValue() {
    return hasValue;
  }

  boolean isQuiet() {
    return quiet;
  }

  boolean vivifies() {
    return vivifies;
  }

  boolean touches() {
    return touches;
  }

  boolean leavesUnread() {
    return leavesUnread;
  }

  boolean invalidates() {
    return invalidates;
  }

  boolean hasLongOpaque() {
    return hasLongOpaque;
  }

  boolean hasCas() {
    return hasCas;
  }

  /** The mode of `ms`, or null when it has no such mode. */
  Mode setMode() {
    return switch (mode) {
      case 0, 'S' -> hasCas ? Mode.CAS : Mode.SET;
      case 'E' -> Mode.ADD;
      case 'A' -> Mode.APPEND;
      case 'P' -> Mode.PREPEND;
      case 'R' -> hasCas ? Mode.CAS : Mode.REPLACE;
      default -> null;
    };
  }

  /** The letter of M, or 0. */
  char mode() {
    return mode;
  }

  int clientFlags() {
    return clientFlags;
  }

  int expiryS() {
    return expiryS;
  }

  int vivifiedExpiryS() {
    return vivifiedExpiryS;
  }

  int recacheS() {
    return recacheS;
  }

  long cas() {
    return cas;
  }

  long initial() {
    return initial;
  }

  long delta() {
    return delta;
  }
}
