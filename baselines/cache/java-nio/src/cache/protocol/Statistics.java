package cache.protocol;

import cache.store.Store;
import java.util.concurrent.TimeUnit;

/**
 * What {@code stats} tells: counts of commands, and the figures of the store.
 *
 * <p>One for all connections, changed only by whoever may use the store.
 */
public final class Statistics {
  /** The memcached whose answers these are, and that this is not it. */
  static final byte[] VERSION = Reply.bytes("1.6.18-nio");

  private static final byte[] STAT = Reply.bytes("STAT ");

  private final Store store;
  private final long startNs = System.nanoTime();
  private long gets;
  private long hits;
  private long sets;

  public Statistics(Store store) {
    this.store = store;
  }

  void countGet(boolean isHit) {
    gets++;
    hits += isHit ? 1 : 0;
  }

  void countSet() {
    sets++;
  }

  void reset() {
    gets = 0;
    hits = 0;
    sets = 0;
  }

  void put(Replies replies) {
    replies.reserve(0);
    putNumber(replies, "pid", ProcessHandle.current().pid());
    putNumber(replies, "uptime", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs));
    putNumber(replies, "time", TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()));
    putText(replies, "version", VERSION);
    putNumber(replies, "cmd_get", gets);
    putNumber(replies, "cmd_set", sets);
    putNumber(replies, "get_hits", hits);
    putNumber(replies, "get_misses", gets - hits);
    putNumber(replies, "limit_maxbytes", store.limitBytes());
    putNumber(replies, "bytes", store.liveBytes());
    putNumber(replies, "curr_items", store.count());
    putNumber(replies, "evictions", store.evictions());
    replies.put(Reply.END);
  }

  private static void putNumber(Replies replies, String name, long number) {
    putText(replies, name, Reply.bytes(Long.toString(number)));
  }

  private static void putText(Replies replies, String name, byte[] text) {
    replies.put(STAT);
    replies.put(Reply.bytes(name));
    replies.put(' ');
    replies.put(text);
    replies.put(Reply.LINE_END);
  }
}
