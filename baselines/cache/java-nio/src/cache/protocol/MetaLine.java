package cache.protocol;

import cache.store.Clock;
import cache.store.Items;
import cache.store.Key;
import cache.store.Store;

/**
 * The line of mg, md or ma: a key and flags.
 *
 * <p>A class of its own because these three differ only in what they say of wrong flags. The line
 * of ms, which has a length too, is a {@link StorageLine}.
 */
final class MetaLine {
  /** The first word that is a flag. */
  static final int FLAGS_FROM = 2;

  final Key key = new Key();
  final MetaFlags flags = new MetaFlags();

  private final Store store;
  private final Clock clock;

  MetaLine(Store store) {
    this.store = store;
    this.clock = store.clock();
  }

  /** Reads the line of mg. Returns what is wrong with it, or null. */
  byte[] readRetrieval(Request request) {
    byte[] error = readKey(request, Reply.MANY_GET_FLAGS);
    return error != null ? error : flags.read(request, FLAGS_FROM);
  }

  /** Reads the line of md or ma, which have one answer to all wrong flags. */
  byte[] readChange(Request request) {
    byte[] error = readKey(request, Reply.MANY_FLAGS);
    if (error != null) {
      return error;
    }
    return flags.read(request, FLAGS_FROM) == null ? null : Reply.BAD_FLAGS;
  }

  private byte[] readKey(Request request, byte[] tooManyFlags) {
    if (request.words() < 2) {
      return Reply.ERROR;
    }
    if (request.isKeyTooLong(1)) {
      return Reply.BAD_FORMAT;
    }
    if (request.words() > MetaFlags.WORDS_MAX) {
      return tooManyFlags;
    }
    request.readKey(1, key);
    return null;
  }

  /** Does what the flags that change a deadline ask for, each in its place among the flags. */
  void touch(char letter, int location, boolean isCreated) {
    if (letter == 'T') {
      store.touch(location, clock.deadlineOf(flags.expiryS));
    } else if (letter == 'N' && isCreated) {
      store.touch(location, clock.deadlineOf(flags.createdExpiryS));
    }
  }

  /** Whether R asks for the item to be renewed by this client. */
  boolean isDueForRenewal(Items items, int location) {
    int deadline = items.deadline(location);
    return deadline != Clock.NEVER
        && deadline < clock.deadlineOf(flags.renewalS)
        && !items.has(location, Items.WON);
  }
}
