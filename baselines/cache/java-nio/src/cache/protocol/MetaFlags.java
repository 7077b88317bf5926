package cache.protocol;

import cache.store.Numbers;
import cache.store.Writes;

/**
 * The flags of a meta command: all commands have one grammar, and ignore what is not theirs.
 *
 * <p>Mutable and used again. What a flag returns is written by {@link MetaReply}, in the order
 * asked.
 */
final class MetaFlags {
  /** Words of a line; memcached counts one more. */
  static final int WORDS_MAX = 19;

  static final char NO_MODE = 0;

  /** With its letter. */
  private static final int OPAQUE_BYTES_MAX = 32;

  /** Flags without an argument that could be wrong. */
  private static final String PLAIN_LETTERS = "IOPLkstcfvhluq";

  boolean isQuiet;
  boolean hasValue;
  boolean hasToken;
  boolean hasExpiry;
  boolean creates;
  boolean invalidates;
  boolean keepsAccess;
  boolean isOpaqueTooLong;
  char mode;
  int clientFlags;
  int expiryS;
  int createdExpiryS;
  int renewalS;
  long token;
  long delta;
  long initial;
  private long seen;

  /** Reads the flags from this word on. Returns what is wrong with them, or null. */
  byte[] read(Request request, int firstWord) {
    clear();
    byte[] error = null;
    for (int word = firstWord; word < request.words(); word++) {
      char letter = request.letter(word);
      if (letter >= 127 || isSeen(letter)) {
        return Reply.DUPLICATE_FLAG;
      }
      if (PLAIN_LETTERS.indexOf(letter) >= 0) {
        readPlain(request, word);
      } else {
        byte[] wrong = readArgument(request, word);
        if (wrong == Reply.INVALID_FLAG) {
          return wrong;
        }
        // The last message stands, but F has none of its own.
        boolean isLast = wrong != null && (wrong != Reply.BAD_FORMAT || error == null);
        error = isLast ? wrong : error;
      }
    }
    return error;
  }

  private void clear() {
    isQuiet = false;
    hasValue = false;
    hasToken = false;
    hasExpiry = false;
    creates = false;
    invalidates = false;
    keepsAccess = false;
    isOpaqueTooLong = false;
    mode = NO_MODE;
    clientFlags = 0;
    expiryS = 0;
    createdExpiryS = 0;
    renewalS = 0;
    token = Writes.ANY_TOKEN;
    delta = 1;
    initial = 0;
    seen = 0;
  }

  private boolean isSeen(char letter) {
    if (letter < 'A' || letter > 'z') {
      return false;
    }
    long bit = 1L << letter - 'A';
    boolean isSeen = (seen & bit) != 0;
    seen |= bit;
    return isSeen;
  }

  private void readPlain(Request request, int word) {
    switch (request.letter(word)) {
      case 'q' -> isQuiet = true;
      case 'v' -> hasValue = true;
      case 'u' -> keepsAccess = true;
      case 'I' -> invalidates = true;
      case 'O' -> isOpaqueTooLong = request.length(word) > OPAQUE_BYTES_MAX;
      default -> {
        // What it returns is all it does, or it is for a proxy.
      }
    }
  }

  private byte[] readArgument(Request request, int word) {
    return switch (request.letter(word)) {
      case 'T', 'N', 'R' -> readExpiry(request, word);
      case 'F', 'C', 'D', 'J' -> readNumber(request, word);
      case 'M' -> {
        mode = (char) request.line()[request.end(word) - 1];
        yield request.length(word) == 2 ? null : Reply.BAD_MODE_LENGTH;
      }
      default -> Reply.INVALID_FLAG;
    };
  }

  private byte[] readExpiry(Request request, int word) {
    long seconds = request.signed(word, 1);
    if (seconds == Numbers.NONE) {
      return Reply.BAD_TOKEN;
    }
    switch (request.letter(word)) {
      case 'T' -> {
        hasExpiry = true;
        expiryS = (int) seconds;
      }
      case 'N' -> {
        creates = true;
        createdExpiryS = (int) seconds;
      }
      default -> renewalS = (int) seconds;
    }
    return null;
  }

  private byte[] readNumber(Request request, int word) {
    char letter = request.letter(word);
    if (!request.isUnsigned(word, 1)) {
      return switch (letter) {
        case 'F' -> Reply.BAD_FORMAT;
        case 'C' -> Reply.BAD_TOKEN;
        case 'D' -> Reply.BAD_META_DELTA;
        default -> Reply.BAD_INITIAL;
      };
    }
    long number = request.unsigned(word, 1);
    switch (letter) {
      case 'F' -> clientFlags = (int) number;
      case 'C' -> {
        hasToken = true;
        token = number;
      }
      case 'D' -> delta = number;
      default -> initial = number;
    }
    return null;
  }
}
