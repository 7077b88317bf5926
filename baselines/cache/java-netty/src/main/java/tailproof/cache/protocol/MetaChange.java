/*
 * md and ma: what a meta command does to an item that is there. Its own file because these two read
 * and refuse their flags alike; `ms`, which brings data, is in Storage.
 */
package tailproof.cache.protocol;

import io.netty.buffer.ByteBuf;
import tailproof.cache.store.Adder;
import tailproof.cache.store.Cache;
import tailproof.cache.store.Clock;
import tailproof.cache.store.Item;
import tailproof.cache.store.Write.Outcome;
import tailproof.cache.store.Write.Refusal;
import tailproof.cache.store.Write.Stored;

final class MetaChange<K> {
  private static final int FIRST_FLAG = 2;
  private static final String RETURNED_BY_SUM = "ctOk";

  private final Cache<K> cache;
  private final Adder<K> adder;
  private final MetaReply<K> reply;

  MetaChange(Cache<K> cache) {
    this.cache = cache;
    adder = new Adder<>(cache);
    reply = new MetaReply<>(cache.clock());
  }

  void delete(Words<K> words, ByteBuf out) {
    MetaFlags flags = read(words, out);
    if (flags == null) {
      return;
    }
    if (flags.hasLongOpaque()) {
      out.writeBytes(Replies.LONG_OPAQUE);
      return;
    }
    Item item = cache.find(flags.key(words));
    if (item != null && (!flags.hasCas() || flags.cas() == item.cas)) {
      forget(words, flags, item);
      if (flags.isQuiet()) {
        return;
      }
      out.writeBytes(MetaReply.DONE);
    } else {
      out.writeBytes(item == null ? MetaReply.ABSENT : MetaReply.CHANGED);
    }
    reply.finish(words, flags, item, MetaReply.ECHOED, out);
  }

  private void forget(Words<K> words, MetaFlags flags, Item item) {
    if (!flags.invalidates()) {
      cache.remove(flags.key(words));
      return;
    }
    cache.invalidate(item);
    if (flags.touches()) {
      cache.touch(flags.key(words), item, cache.clock().deadline(flags.expiryS()));
    }
  }

  void add(Words<K> words, ByteBuf out) {
    MetaFlags flags = read(words, out);
    if (flags == null) {
      return;
    }
    char mode = flags.mode();
    boolean isUp = mode == 0 || mode == 'I' || mode == '+';
    if (!isUp && mode != 'D' && mode != '-') {
      out.writeBytes(Replies.BAD_ARITHMETIC_MODE);
      return;
    }
    Outcome outcome = adder.add(flags.key(words), isUp, flags.delta(), flags.cas());
    boolean isNew = outcome == Refusal.NOT_FOUND && flags.vivifies();
    if (isNew) {
      byte[] value = Replies.bytes(Long.toUnsignedString(flags.initial()));
      outcome = new Stored(cache.put(flags.key(words), value, 0, Clock.NEVER));
    }
    if (outcome == Refusal.NOT_NUMERIC) {
      out.writeBytes(Replies.NOT_NUMERIC);
    } else if (flags.hasLongOpaque()) {
      out.writeBytes(Replies.LONG_OPAQUE);
    } else if (outcome instanceof Stored stored) {
      answer(words, flags, stored.item(), isNew, out);
    } else {
      out.writeBytes(MetaReply.of((Refusal) outcome));
      reply.finish(words, flags, null, MetaReply.ECHOED, out);
    }
  }

  private void answer(Words<K> words, MetaFlags flags, Item item, boolean isNew, ByteBuf out) {
    int start = out.writerIndex();
    int digits = Adder.digitCount(item.value);
    MetaReply.found(flags, digits, out);
    for (int word = FIRST_FLAG; word < words.count(); word++) {
      char letter = words.first(word);
      if (letter == 'T' || (letter == 'N' && isNew)) {
        int expiryS = letter == 'T' ? flags.expiryS() : flags.vivifiedExpiryS();
        item.deadlineNs = cache.clock().deadline(expiryS);
      } else if (RETURNED_BY_SUM.indexOf(letter) >= 0) {
        reply.write(words, word, flags, item, out);
      }
    }
    if (isNew || flags.touches()) {
      cache.touch(flags.key(words), item, item.deadlineNs);
    }
    out.writeBytes(Replies.LINE_END);
    if (flags.hasValue()) {
      out.writeBytes(item.value, 0, digits).writeBytes(Replies.LINE_END);
    }
    // An item that was made is told of, silent or not.
    if (flags.isQuiet() && !isNew) {
      out.writerIndex(start);
    }
  }

  /** The flags, or null when they were answered by an error. */
  private MetaFlags read(Words<K> words, ByteBuf out) {
    if (words.count() < 2) {
      out.writeBytes(Replies.ERROR);
      return null;
    }
    if (words.length(1) > Commands.KEY_BYTES_MAX) {
      out.writeBytes(Replies.BAD_FORMAT);
      return null;
    }
    MetaFlags flags = MetaFlags.read(words, FIRST_FLAG);
    if (flags.error() != null) {
      out.writeBytes(Replies.INVALID_OR_DUPLICATE_FLAG);
      return null;
    }
    return flags;
  }
}
