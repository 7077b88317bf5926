package cache.store;

import java.util.concurrent.TimeUnit;

/**
 * The time of the store, in ticks of a tenth of a second since the process began.
 *
 * <p>A class of its own so that expiry has one idea of time: an int, read once a turn and not once
 * a command. Ticks run by the monotonic clock; only an expiry that a client gives as a time since
 * 1970 asks what time it is.
 */
public final class Clock {
  /** The deadline of an item that never expires. */
  public static final int NEVER = 0;

  /** A deadline that has passed. */
  private static final int PAST = 1;

  /** The first tick, behind {@link #PAST}. */
  private static final int FIRST = 2;

  private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int TICKS_PER_S = 10;

  /** A longer expiry than 30 days is a time since 1970, as memcached has it. */
  private static final int RELATIVE_S_MAX = 60 * 60 * 24 * 30;

  private final long startNs = System.nanoTime();
  private int now = FIRST;

  /** Looks at the time; until the next call it stands still. */
  public void advance() {
    now = FIRST + (int) ((System.nanoTime() - startNs) / TICK_NS);
  }

  /** The tick of the last {@link #advance}. */
  public int now() {
    return now;
  }

  boolean isPast(int deadline) {
    return deadline != NEVER && deadline <= now;
  }

  /** The deadline for the expiry of a command: 0 is never, a negative one has passed. */
  public int deadlineOf(int expiryS) {
    if (expiryS == 0) {
      return NEVER;
    }
    long leftS = expiryS <= RELATIVE_S_MAX ? expiryS : expiryS - System.currentTimeMillis() / 1_000;
    if (leftS <= 0) {
      return PAST;
    }
    // Ticks of this kind end after almost seven years; who asks for more gets those.
    return (int) Math.min(Integer.MAX_VALUE, now + leftS * TICKS_PER_S);
  }

  /** Whole seconds until the deadline, begun ones included; -1 for never. */
  public int secondsLeft(int deadline) {
    return deadline == NEVER ? -1 : (deadline - now + TICKS_PER_S - 1) / TICKS_PER_S;
  }

  /** Whole seconds since a tick. */
  public int secondsSince(int tick) {
    return (now - tick) / TICKS_PER_S;
  }
}
