/*
 * What time it is for the commands of one batch. Its own file because everything that expires
 * reads it: one look at the system's clock serves all commands that were received together.
 */
package tailproof.cache.store;

/** A clock that stands still until it is refreshed. */
public final class Clock {
  /** The deadline of what never expires. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final long NS_PER_S = 1_000_000_000L;
  private static final long NS_PER_MS = 1_000_000L;
  private static final long MS_PER_S = 1_000L;

  /** memcached: a longer expiry than 30 days is a time since 1970. */
  private static final int RELATIVE_S_MAX = 60 * 60 * 24 * 30;

  private final long originNs = System.nanoTime();
  private long nowNs;

  /** Nanoseconds since the process began, when this was last refreshed. */
  public long nowNs() {
    return nowNs;
  }

  /** Whole seconds since the process began. */
  public int nowS() {
    return (int) (nowNs / NS_PER_S);
  }

  public void refresh() {
    nowNs = System.nanoTime() - originNs;
  }

  /** The deadline that a command's expiry means: 0 never, negative at once. */
  public long deadline(int expiryS) {
    if (expiryS == 0) {
      return NEVER;
    }
    long leftNs = expiryS * NS_PER_S;
    if (expiryS > RELATIVE_S_MAX) {
      leftNs = (expiryS * MS_PER_S - System.currentTimeMillis()) * NS_PER_MS;
    }
    return leftNs > 0 ? nowNs + leftNs : nowNs;
  }

  /** Seconds until a deadline, begun ones counted. */
  public long leftS(long deadlineNs) {
    return Math.max(0, (deadlineNs - nowNs + NS_PER_S - 1) / NS_PER_S);
  }

  public boolean isOver(long deadlineNs) {
    return deadlineNs <= nowNs;
  }
}
