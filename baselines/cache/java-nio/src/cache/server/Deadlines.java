package cache.server;

import java.util.concurrent.TimeUnit;

/** How long things may take, the same for both servers. */
final class Deadlines {
  /**
   * Between two times of tidying: a store of 512 MiB with an expired item in each segment is swept
   * in five seconds, and sweeping takes a hundredth of the time.
   */
  static final long TIDY_MS = 10;

  /** For clients that do not read their last replies. */
  static final long FAREWELL_MS = 3_000;

  /** For a server that ends; the process has 5 s. */
  static final long STOP_MS = 4_000;

  private Deadlines() {}

  /** The reading of {@link System#nanoTime} after so many milliseconds. */
  static long in(long milliseconds) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }

  static boolean isOver(long deadlineNs) {
    return System.nanoTime() - deadlineNs >= 0;
  }
}
