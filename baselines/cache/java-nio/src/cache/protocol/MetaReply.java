package cache.protocol;

import cache.store.Clock;
import cache.store.Items;
import cache.store.Store;

/**
 * What the flags of a meta command return, each with its letter, in the order asked.
 *
 * <p>A class of its own because all meta commands return flags in the same way.
 */
final class MetaReply {
  private final Items items;
  private final Clock clock;
  private final Replies replies;

  MetaReply(Store store, Replies replies) {
    this.items = store.items();
    this.clock = store.clock();
    this.replies = replies;
  }

  /** Returns what a flag says about the request: its key or its opaque. */
  void putEcho(Request request, int word) {
    switch (request.letter(word)) {
      case 'k' -> {
        putLetter('k');
        replies.put(request.line(), request.start(1), request.end(1));
      }
      case 'O' -> {
        replies.put(' ');
        replies.put(request.line(), request.start(word), request.end(word));
      }
      default -> {
        // The other flags return nothing without an item.
      }
    }
  }

  /** Returns a result without an item, and what the flags from this word on echo. */
  void putResult(byte[] result, Request request, int firstWord) {
    replies.reserve(0);
    replies.put(result);
    for (int word = firstWord; word < request.words(); word++) {
      putEcho(request, word);
    }
    replies.put(Reply.LINE_END);
  }

  /** Begins the reply about an item, with the length of the value where that is asked for. */
  void putHit(MetaFlags flags, int valueBytes) {
    if (flags.hasValue) {
      replies.put(Reply.META_VALUE);
      replies.putUnsigned(valueBytes);
    } else {
      replies.put(Reply.META_HIT);
    }
  }

  void putLetter(char letter) {
    replies.put(' ');
    replies.put(letter);
  }

  void putToken(int location) {
    putLetter('c');
    replies.putUnsigned(items.token(location));
  }

  void putSecondsLeft(int location) {
    putLetter('t');
    int seconds = clock.secondsLeft(items.deadline(location));
    if (seconds < 0) {
      replies.put('-');
    }
    replies.putUnsigned(Math.abs(seconds));
  }

  /** Returns what a flag of mg says about an item. */
  void putItemFlag(char letter, int location) {
    switch (letter) {
      case 'c' -> putToken(location);
      case 't' -> putSecondsLeft(location);
      case 's' -> putNumber('s', items.valueBytes(location));
      case 'f' -> putNumber('f', items.flags(location) & 0xFFFFFFFFL);
      case 'h' -> putNumber('h', items.has(location, Items.FETCHED) ? 1 : 0);
      case 'l' -> putNumber('l', clock.secondsSince(items.lastAccess(location)));
      default -> {
        // Not about the item.
      }
    }
  }

  private void putNumber(char letter, long number) {
    putLetter(letter);
    replies.putUnsigned(number);
  }
}
