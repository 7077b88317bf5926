/*
 * What is kept under a key. Its own file because both stores and all commands know it. The value
 * never changes, so that a reply that is being written cannot change either.
 */
package tailproof.cache.store;

/** A value with its marks. Fields are plain: one event loop owns them. */
public final class Item {
  public final byte[] value;

  /** The client's 32 bits. */
  public final int flags;

  /** Different after every write. */
  public long cas;

  /** In the clock's nanoseconds. */
  public long deadlineNs;

  /** When it was last read or written, in the clock's seconds. */
  public int usedS;

  /** Whether it was read since it was written. */
  public boolean fetched;

  /** Marked by `md I`: may be served, ought to be replaced. */
  public boolean stale;

  /** Whether some client was told that it is the one to replace it. */
  public boolean won;

  Item(byte[] value, int flags, long cas, long deadlineNs) {
    this.value = value;
    this.flags = flags;
    this.cas = cas;
    this.deadlineNs = deadlineNs;
  }
}
