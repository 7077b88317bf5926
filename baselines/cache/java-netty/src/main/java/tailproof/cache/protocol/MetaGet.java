/*
 * mg: a value, its properties, or both; with N, R and the marks of stale items it also names one
 * reader who is to make the value anew. Its own file because that naming is its own affair.
 */
package tailproof.cache.protocol;

import io.netty.buffer.ByteBuf;
import tailproof.cache.store.Cache;
import tailproof.cache.store.Clock;
import tailproof.cache.store.Item;

final class MetaGet<K> {
  private static final int FIRST_FLAG = 2;
  private static final byte[] EMPTY = {};
  private static final byte[] WON = Replies.bytes(" W");
  private static final byte[] STALE = Replies.bytes(" X");
  private static final byte[] TAKEN = Replies.bytes(" Z");

  private final Cache<K> cache;
  private final MetaReply<K> reply;

  MetaGet(Cache<K> cache) {
    this.cache = cache;
    reply = new MetaReply<>(cache.clock());
  }

  void run(Words<K> words, ByteBuf out) {
    if (words.count() < 2) {
      out.writeBytes(Replies.ERROR);
      return;
    }
    if (words.length(1) > Commands.KEY_BYTES_MAX) {
      out.writeBytes(Replies.BAD_FORMAT);
      return;
    }
    MetaFlags flags = MetaFlags.read(words, FIRST_FLAG);
    if (flags.error() != null) {
      out.writeBytes(flags.error());
      return;
    }
    Item item = cache.read(flags.key(words));
    boolean isNew = item == null && flags.vivifies();
    if (isNew) {
      item = cache.put(flags.key(words), EMPTY, 0, Clock.NEVER);
    }
    // memcached notices it when it writes its reply.
    if (flags.hasLongOpaque()) {
      out.writeBytes(Replies.LONG_OPAQUE);
    } else if (item != null) {
      hit(words, flags, item, isNew, out);
    } else if (!flags.isQuiet()) {
      out.writeBytes(MetaReply.MISS);
      reply.finish(words, flags, null, MetaReply.ECHOED, out);
    }
  }

  private void hit(Words<K> words, MetaFlags flags, Item item, boolean isNew, ByteBuf out) {
    MetaReply.found(flags, item.value.length, out);
    boolean wins = isNew;
    for (int word = FIRST_FLAG; word < words.count(); word++) {
      switch (words.first(word)) {
        case 'T' -> item.deadlineNs = cache.clock().deadline(flags.expiryS());
        case 'N' -> {
          if (isNew) {
            item.deadlineNs = cache.clock().deadline(flags.vivifiedExpiryS());
          }
        }
        case 'R' -> wins |= isDue(item, flags, isNew);
        default -> reply.write(words, word, flags, item, out);
      }
    }
    if (isNew || flags.touches()) {
      cache.touch(flags.key(words), item, item.deadlineNs);
    }
    writeMarks(item, wins, out);
    out.writeBytes(Replies.LINE_END);
    if (flags.hasValue()) {
      out.writeBytes(item.value).writeBytes(Replies.LINE_END);
    }
    if (!flags.leavesUnread()) {
      cache.mark(item);
    }
  }

  /** Whether less time is left than the reader wants to have. */
  private boolean isDue(Item item, MetaFlags flags, boolean isNew) {
    Clock clock = cache.clock();
    return !item.won
        && !isNew
        && item.deadlineNs != Clock.NEVER
        && flags.recacheS() > 0
        && clock.leftS(item.deadlineNs) < clock.leftS(clock.deadline(flags.recacheS()));
  }

  private static void writeMarks(Item item, boolean wins, ByteBuf out) {
    boolean isTaken = item.won;
    if (isTaken) {
      out.writeBytes(TAKEN);
    }
    if (item.stale) {
      out.writeBytes(STALE);
    }
    if (wins || (item.stale && !isTaken)) {
      out.writeBytes(WON);
      item.won = true;
    }
  }
}
