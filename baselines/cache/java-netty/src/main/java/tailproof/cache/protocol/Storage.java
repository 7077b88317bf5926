/*
 * set, add, replace, append, prepend, cas and ms, when their data has come. Its own file because
 * the two dialects store alike and answer in their own words.
 */
package tailproof.cache.protocol;

import io.netty.buffer.ByteBuf;
import tailproof.cache.store.Cache;
import tailproof.cache.store.Write;
import tailproof.cache.store.Write.Outcome;
import tailproof.cache.store.Write.Refusal;
import tailproof.cache.store.Write.Stored;
import tailproof.cache.store.Writer;

final class Storage<K> {
  private static final String RETURNED = "cOk";

  private final Writer<K> writer;
  private final MetaReply<K> metaReply;

  Storage(Cache<K> cache) {
    writer = new Writer<>(cache);
    metaReply = new MetaReply<>(cache.clock());
  }

  void run(DataLine.Announced line, Words<K> words, byte[] value, ByteBuf out) {
    if (line.flags() != null) {
      runMeta(line, words, value, out);
      return;
    }
    Outcome outcome = writer.write(words.key(1), write(line, value, false));
    if (!line.quiet()) {
      out.writeBytes(outcome instanceof Refusal refusal ? reply(refusal) : Replies.STORED);
    }
  }

  private void runMeta(DataLine.Announced line, Words<K> words, byte[] value, ByteBuf out) {
    MetaFlags flags = line.flags();
    Outcome outcome = writer.write(flags.key(words), write(line, value, flags.invalidates()));
    if (outcome instanceof Stored stored) {
      // Nothing but success is silent.
      if (!flags.isQuiet()) {
        out.writeBytes(MetaReply.DONE);
        metaReply.finish(words, flags, stored.item(), RETURNED, out);
      }
    } else {
      out.writeBytes(MetaReply.of((Refusal) outcome));
      metaReply.finish(words, flags, null, RETURNED, out);
    }
  }

  private static Write write(DataLine.Announced line, byte[] value, boolean stale) {
    return new Write(line.mode(), value, line.clientFlags(), line.expiryS(), line.cas(), stale);
  }

  private static byte[] reply(Refusal refusal) {
    return switch (refusal) {
      case NOT_STORED -> Replies.NOT_STORED;
      case EXISTS -> Replies.EXISTS;
      case NOT_FOUND -> Replies.NOT_FOUND;
      case NOT_NUMERIC -> Replies.NOT_NUMERIC;
    };
  }
}
