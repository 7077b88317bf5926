/*
 * From a command to what answers it. Its own file because it is all that a connection sees of the
 * protocol: run a line, store what a line announced, refuse it.
 */
package tailproof.cache.protocol;

import io.netty.buffer.ByteBuf;
import tailproof.cache.store.Cache;

/** The commands of one cache. */
public final class Commands<K> {
  /** What `run` returns when the command is finished. */
  public static final int DONE = 0;

  /**
   * A retrieval stops for a moment when this much is to be sent. With the longest value on top, and
   * what was received meanwhile, a reader that never reads is held less than 2 MiB for.
   */
  public static final int UNSENT_BYTES_MAX = 262_144;

  static final int KEY_BYTES_MAX = 250;

  private final Cache<K> cache;
  private final Retrieval<K> retrieval;
  private final Storage<K> storage;
  private final LineCommands<K> lineCommands;
  private final MetaGet<K> metaGet;
  private final MetaChange<K> metaChange;

  public Commands(Cache<K> cache) {
    this.cache = cache;
    retrieval = new Retrieval<>(cache);
    storage = new Storage<>(cache);
    lineCommands = new LineCommands<>(cache);
    metaGet = new MetaGet<>(cache);
    metaChange = new MetaChange<>(cache);
  }

  /** To be called before the commands that were received together. */
  public void begin() {
    cache.begin();
  }

  /**
   * Runs a command without data and writes its reply.
   *
   * @param from DONE, or what the same command returned before
   * @return DONE, or where to go on when what was written has been sent
   */
  public int run(Verb verb, Words<K> words, int from, ByteBuf out) {
    switch (verb) {
      case GET, GETS, GAT, GATS -> {
        return retrieval.run(verb, words, from, out);
      }
      case META_GET -> metaGet.run(words, out);
      case META_DELETE -> metaChange.delete(words, out);
      case META_ARITHMETIC -> metaChange.add(words, out);
      case META_NOOP -> out.writeBytes(Replies.META_NOOP);
      default -> {
        byte[] reply = lineCommands.run(verb, words);
        boolean isQuiet = verb.canBeQuiet && words.is(words.count() - 1, "noreply");
        if (!isQuiet || reply == Replies.ERROR) {
          out.writeBytes(reply);
        }
      }
    }
    return DONE;
  }

  /** Stores a value that came as announced. */
  public void store(DataLine.Announced line, Words<K> words, byte[] value, ByteBuf out) {
    storage.run(line, words, value, out);
  }

  /** Answers a line whose data is not taken. */
  public void refuse(DataLine.Refused line, Words<K> words, ByteBuf out) {
    if (line.forgets()) {
      cache.remove(line.flags() == null ? words.key(1) : line.flags().key(words));
    }
    out.writeBytes(line.reply());
  }

  /** Answers data without the line end that belongs behind it. */
  public void refuseChunk(DataLine.Announced line, ByteBuf out) {
    if (!line.quiet() || line.flags() != null) {
      out.writeBytes(Replies.BAD_CHUNK);
    }
  }
}
