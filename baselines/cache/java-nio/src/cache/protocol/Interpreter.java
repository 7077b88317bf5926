package cache.protocol;

import cache.store.Store;
import cache.store.Value;
import cache.store.Writes;

/**
 * Runs commands: which class answers which, and what {@code noreply} silences.
 *
 * <p>Knows neither connections nor threads. Whoever reads bytes gives it one {@link Request} after
 * the other, with its data, and may use the store meanwhile; replies go to {@link Replies}.
 */
public final class Interpreter {
  private static final byte[] RESET = Reply.bytes("reset");

  private final Store store;
  private final Statistics statistics;
  private final Replies replies = new Replies();
  private final Retrieval retrieval;
  private final LineCommands lineCommands;
  private final MetaRetrieval metaRetrieval;
  private final MetaChanges metaChanges;
  private final Writes writes;
  private final StorageLine storageLine = new StorageLine();
  private final Value value = new Value();
  private int skippedBytes;
  private boolean isClosing;

  public Interpreter(Store store, Statistics statistics) {
    this.store = store;
    this.statistics = statistics;
    this.retrieval = new Retrieval(store, replies, statistics);
    this.lineCommands = new LineCommands(store);
    this.metaRetrieval = new MetaRetrieval(store, replies, statistics);
    this.metaChanges = new MetaChanges(store, replies);
    this.writes = new Writes(store);
  }

  public Replies replies() {
    return replies;
  }

  /** Whether the client asked to be left. */
  public boolean isClosing() {
    return isClosing;
  }

  /** Bytes behind the last command that are to be thrown away. */
  public int skippedBytes() {
    return skippedBytes;
  }

  /** Bytes of data that this command needs before it can {@link #run}, their line end included. */
  public int dataBytes(Request request) {
    switch (request.command()) {
      case SET, ADD, REPLACE, APPEND, PREPEND, CAS -> storageLine.readClassic(request);
      case MS -> storageLine.readMeta(request);
      default -> {
        return 0;
      }
    }
    return storageLine.dataBytes();
  }

  /**
   * Runs the command that {@link #dataBytes} was asked for last, from this word on; 0 begins it.
   * Returns 0 when it is done, or the word to go on with when the replies are sent.
   */
  public int run(Request request, int fromWord) {
    isClosing = false;
    skippedBytes = 0;
    int resumeWord = 0;
    switch (request.command()) {
      case GET, GETS, GAT, GATS -> resumeWord = retrieval.run(request, fromWord);
      case SET, ADD, REPLACE, APPEND, PREPEND, CAS -> store(request);
      case MG -> metaRetrieval.run(request);
      case MS -> metaStore(request);
      case MD -> metaChanges.delete(request);
      case MA -> metaChanges.count(request);
      case MN -> replies.putLine(Reply.META_NOTHING);
      case DELETE -> answer(request, lineCommands.delete(request));
      case TOUCH -> answer(request, lineCommands.touch(request));
      case INCR, DECR -> answer(request, lineCommands.count(request));
      case FLUSH_ALL -> answer(request, lineCommands.flushAll(request));
      case VERBOSITY -> answer(request, lineCommands.verbosity(request));
      case VERSION -> version();
      case STATS -> stats(request);
      case QUIT -> isClosing = true;
      case UNKNOWN -> replies.putLine(Reply.ERROR);
    }
    return resumeWord;
  }

  /** Puts a reply unless silence was asked for, which a line that is no command cannot do. */
  private void answer(Request request, byte[] reply) {
    if (reply == Reply.ERROR || !request.isQuiet()) {
      replies.putLine(reply);
    }
  }

  private void store(Request request) {
    if (storageLine.error() != null) {
      refuse(storageLine.mode == Writes.Mode.SET);
      answer(request, storageLine.error());
    } else if (!hasLineEnd(request)) {
      answer(request, Reply.BAD_CHUNK);
    } else {
      readValue(request);
      Writes.Result result =
          writes.write(storageLine.mode, storageLine.key, value, storageLine.token);
      answer(
          request,
          switch (result) {
            case STORED -> Reply.STORED;
            case NOT_STORED -> Reply.NOT_STORED;
            case EXISTS -> Reply.EXISTS;
            case NOT_FOUND -> Reply.NOT_FOUND;
          });
    }
  }

  private void metaStore(Request request) {
    if (storageLine.error() != null) {
      refuse(true);
      replies.putLine(storageLine.error());
    } else if (!hasLineEnd(request)) {
      replies.putLine(Reply.BAD_CHUNK);
    } else {
      readValue(request);
      boolean allowsStale = storageLine.meta.invalidates && storageLine.mode == Writes.Mode.CAS;
      Writes.Result result =
          allowsStale
              ? writes.writeStale(storageLine.key, value, storageLine.token)
              : writes.write(storageLine.mode, storageLine.key, value, storageLine.token);
      metaChanges.putStored(request, storageLine.meta, writes, result);
    }
  }

  /** The data of a refused line is thrown away, and the old value that it may replace. */
  private void refuse(boolean replaces) {
    skippedBytes = storageLine.skippedBytes();
    if (storageLine.error() == Reply.TOO_LARGE && replaces) {
      store.remove(storageLine.key);
    }
  }

  private boolean hasLineEnd(Request request) {
    int at = request.dataAt() + storageLine.length;
    return request.data()[at] == '\r' && request.data()[at + 1] == '\n';
  }

  private void readValue(Request request) {
    statistics.countSet();
    value.set(request.data(), request.dataAt(), storageLine.length);
    value.describe(storageLine.flags, store.clock().deadlineOf(storageLine.expiryS));
  }

  private void version() {
    replies.reserve(0);
    replies.put(Reply.VERSION);
    replies.put(Statistics.VERSION);
    replies.put(Reply.LINE_END);
  }

  private void stats(Request request) {
    if (request.words() == 1) {
      statistics.put(replies);
    } else if (request.is(1, RESET)) {
      statistics.reset();
      replies.putLine(Reply.RESET);
    } else {
      replies.putLine(Reply.ERROR);
    }
  }
}
