/*
 * A request to store something, and what became of it. Its own file because readers of command
 * lines make it, Writer and Adder answer it, and none of them should know the others.
 */
package tailproof.cache.store;

/**
 * A value to be stored.
 *
 * @param cas the CAS number that the old item must have, or ANY_CAS
 * @param stale whether a newer item than that is replaced all the same, and marked stale
 */
public record Write(Mode mode, byte[] value, int flags, int expiryS, long cas, boolean stale) {
  /** The CAS number of a request that names none; items have higher ones. */
  public static final long ANY_CAS = 0;

  /** A longer value is refused: memcached's limit, its item header left out. */
  public static final int VALUE_BYTES_MAX = 1_048_576;

  /** On what condition, and how. */
  public enum Mode {
    SET,
    ADD,
    REPLACE,
    APPEND,
    PREPEND,
    CAS
  }

  /** What became of it. */
  public sealed interface Outcome permits Stored, Refusal {}

  /** It is done. */
  public record Stored(Item item) implements Outcome {}

  /** It is not done. */
  public enum Refusal implements Outcome {
    NOT_STORED,
    EXISTS,
    NOT_FOUND,
    NOT_NUMERIC
  }
}
