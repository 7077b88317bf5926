package cache.protocol;

import cache.store.Items;
import cache.store.Store;
import cache.store.Value;

/** mg: one item, with the flags that were asked for, and who is to renew it. */
final class MetaRetrieval {
  private final Store store;
  private final Items items;
  private final Replies replies;
  private final Statistics statistics;
  private final MetaReply reply;
  private final MetaLine line;
  private final MetaFlags flags;
  private final Value empty = new Value();

  MetaRetrieval(Store store, Replies replies, Statistics statistics) {
    this.store = store;
    this.items = store.items();
    this.replies = replies;
    this.statistics = statistics;
    this.reply = new MetaReply(store, replies);
    this.line = new MetaLine(store);
    this.flags = line.flags;
  }

  void run(Request request) {
    byte[] error = line.readRetrieval(request);
    if (error != null || flags.isOpaqueTooLong) {
      replies.putLine(error != null ? error : Reply.LONG_OPAQUE);
      return;
    }
    int location = store.find(line.key);
    boolean isHit = location != Items.NONE;
    statistics.countGet(isHit);
    if (isHit) {
      putHit(request, location, false);
    } else if (flags.creates) {
      putHit(request, store.put(line.key, empty), true);
    } else if (!flags.isQuiet) {
      reply.putResult(Reply.META_MISS, request, MetaLine.FLAGS_FROM);
    }
  }

  private void putHit(Request request, int location, boolean isCreated) {
    int valueBytes = items.valueBytes(location);
    replies.reserve(valueBytes);
    reply.putHit(flags, valueBytes);
    boolean wins = isCreated;
    for (int word = MetaLine.FLAGS_FROM; word < request.words(); word++) {
      char letter = request.letter(word);
      switch (letter) {
        case 'T', 'N' -> line.touch(letter, location, isCreated);
        case 'R' -> wins |= line.isDueForRenewal(items, location);
        case 'k', 'O' -> reply.putEcho(request, word);
        default -> reply.putItemFlag(letter, location);
      }
    }
    putRenewal(location, wins);
    replies.put(Reply.LINE_END);
    if (flags.hasValue) {
      replies.putValue(items, location, valueBytes);
      replies.put(Reply.LINE_END);
    }
    if (!flags.keepsAccess) {
      store.access(location);
    }
  }

  /** Tells who is to renew the item: this client, or one before it. */
  private void putRenewal(int location, boolean wins) {
    boolean isWon = items.has(location, Items.WON);
    boolean isStale = items.has(location, Items.STALE);
    if (isWon) {
      reply.putLetter('Z');
    }
    if (isStale) {
      reply.putLetter('X');
    }
    if (wins || isStale && !isWon) {
      reply.putLetter('W');
      items.mark(location, Items.WON);
    }
  }
}
