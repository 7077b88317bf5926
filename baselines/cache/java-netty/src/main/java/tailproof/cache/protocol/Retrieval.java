/*
 * get, gets, gat and gats: any number of keys, each hit a line and a value. Its own file because
 * they alone can be told to go on later: a few keys of a megabyte each are more than a slow reader
 * should be held memory for.
 */
package tailproof.cache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.OptionalLong;
import tailproof.cache.store.Cache;
import tailproof.cache.store.Decimal;
import tailproof.cache.store.Item;

final class Retrieval<K> {
  private final Cache<K> cache;

  Retrieval(Cache<K> cache) {
    this.cache = cache;
  }

  /** See Commands.run. */
  int run(Verb verb, Words<K> words, int from, ByteBuf out) {
    if (words.count() < 2) {
      out.writeBytes(Replies.ERROR);
      return Commands.DONE;
    }
    if (verb == Verb.GET || verb == Verb.GETS) {
      return retrieve(verb, words, Math.max(from, 1), out);
    }
    if (Decimal.signed(words.text(1), 0).isEmpty()) {
      out.writeBytes(Replies.BAD_EXPIRY);
      return Commands.DONE;
    }
    return retrieve(verb, words, Math.max(from, 2), out);
  }

  private int retrieve(Verb verb, Words<K> words, int first, ByteBuf out) {
    int start = out.writerIndex();
    for (int word = first; word < words.count(); word++) {
      if (words.length(word) > Commands.KEY_BYTES_MAX) {
        // Hits before it are not sent: memcached takes them back.
        out.writerIndex(start).writeBytes(Replies.BAD_FORMAT);
        return Commands.DONE;
      }
      Item item = cache.read(words.key(word));
      if (item == null) {
        continue;
      }
      write(words, word, item, verb, out);
      if (out.writerIndex() - start > Commands.UNSENT_BYTES_MAX) {
        return word + 1;
      }
    }
    out.writeBytes(Replies.END);
    return Commands.DONE;
  }

  private void write(Words<K> words, int word, Item item, Verb verb, ByteBuf out) {
    cache.mark(item);
    out.writeBytes(Replies.VALUE);
    words.write(word, out);
    out.writeByte(' ');
    Digits.write(Integer.toUnsignedLong(item.flags), out);
    out.writeByte(' ');
    Digits.write(item.value.length, out);
    if (verb == Verb.GETS || verb == Verb.GATS) {
      out.writeByte(' ');
      Digits.write(item.cas, out);
    }
    out.writeBytes(Replies.LINE_END).writeBytes(item.value).writeBytes(Replies.LINE_END);
    if (verb == Verb.GAT || verb == Verb.GATS) {
      OptionalLong expiry = Decimal.signed(words.text(1), 0);
      cache.touch(words.key(word), item, cache.clock().deadline((int) expiry.orElse(0)));
    }
  }
}
