package cache.protocol;

import cache.store.Counters;
import cache.store.Items;
import cache.store.Store;
import cache.store.Writes;

/** ms, md and ma: the meta commands that change an item. */
final class MetaChanges {
  /** ms has the length of its data before its flags. */
  private static final int STORAGE_FLAGS_FROM = 3;

  private final Store store;
  private final Items items;
  private final Replies replies;
  private final MetaReply reply;
  private final Counters counters;
  private final MetaLine line;
  private final MetaFlags flags;

  MetaChanges(Store store, Replies replies) {
    this.store = store;
    this.items = store.items();
    this.replies = replies;
    this.reply = new MetaReply(store, replies);
    this.counters = new Counters(store);
    this.line = new MetaLine(store);
    this.flags = line.flags;
  }

  /** Answers ms, whose value was offered to the store. */
  void putStored(Request request, MetaFlags asked, Writes writes, Writes.Result result) {
    if (result == Writes.Result.STORED && asked.isQuiet) {
      return;
    }
    replies.reserve(0);
    replies.put(
        switch (result) {
          case STORED -> Reply.META_HIT;
          case NOT_STORED -> Reply.META_NOT_STORED;
          case EXISTS -> Reply.META_EXISTS;
          case NOT_FOUND -> Reply.META_NOT_FOUND;
        });
    for (int word = STORAGE_FLAGS_FROM; word < request.words(); word++) {
      if (request.letter(word) != 'c') {
        reply.putEcho(request, word);
      } else if (result == Writes.Result.STORED) {
        reply.putToken(writes.location());
      } else {
        reply.putLetter('c');
        replies.put('0');
      }
    }
    replies.put(Reply.LINE_END);
  }

  void delete(Request request) {
    byte[] error = line.readChange(request);
    if (error != null || flags.isOpaqueTooLong) {
      replies.putLine(error != null ? error : Reply.LONG_OPAQUE);
      return;
    }
    byte[] result = deleted();
    if (result != Reply.META_HIT || !flags.isQuiet) {
      reply.putResult(result, request, MetaLine.FLAGS_FROM);
    }
  }

  private byte[] deleted() {
    int location = store.find(line.key);
    if (location == Items.NONE) {
      return Reply.META_NOT_FOUND;
    }
    if (flags.hasToken && items.token(location) != flags.token) {
      return Reply.META_EXISTS;
    }
    if (flags.invalidates) {
      if (flags.hasExpiry) {
        line.touch('T', location, false);
      }
      store.invalidate(location);
    } else {
      store.remove(line.key);
    }
    return Reply.META_HIT;
  }

  void count(Request request) {
    byte[] error = line.readChange(request);
    if (error != null) {
      replies.putLine(error);
      return;
    }
    switch (flags.mode) {
      case MetaFlags.NO_MODE, 'I', '+' ->
          putCounted(request, counters.add(line.key, flags.delta, flags.token));
      case 'D', '-' -> putCounted(request, counters.subtract(line.key, flags.delta, flags.token));
      default -> replies.putLine(Reply.BAD_COUNT_MODE);
    }
  }

  private void putCounted(Request request, Counters.Result result) {
    boolean isCreated = result == Counters.Result.NOT_FOUND && flags.creates;
    if (isCreated) {
      counters.create(line.key, flags.initial);
    }
    if (result == Counters.Result.NOT_NUMERIC) {
      replies.putLine(Reply.NOT_NUMERIC);
    } else if (flags.isOpaqueTooLong) {
      // In memcached, too, the number has changed when this is found.
      replies.putLine(Reply.LONG_OPAQUE);
    } else if (result == Counters.Result.EXISTS) {
      reply.putResult(Reply.META_EXISTS, request, MetaLine.FLAGS_FROM);
    } else if (result == Counters.Result.NOT_FOUND && !isCreated) {
      reply.putResult(Reply.META_NOT_FOUND, request, MetaLine.FLAGS_FROM);
    } else {
      putNumber(request, counters.location(), isCreated);
    }
  }

  private void putNumber(Request request, int location, boolean isCreated) {
    int before = replies.size();
    replies.reserve(0);
    reply.putHit(flags, counters.digits().length);
    for (int word = MetaLine.FLAGS_FROM; word < request.words(); word++) {
      char letter = request.letter(word);
      switch (letter) {
        case 'T', 'N' -> line.touch(letter, location, isCreated);
        case 'c' -> reply.putToken(location);
        case 't' -> reply.putSecondsLeft(location);
        default -> reply.putEcho(request, word);
      }
    }
    replies.put(Reply.LINE_END);
    if (flags.hasValue) {
      replies.put(counters.digits());
      replies.put(Reply.LINE_END);
    }
    // Silence is about a number that was there; memcached always tells of a new one.
    if (flags.isQuiet && !isCreated) {
      replies.truncate(before);
    }
  }
}
