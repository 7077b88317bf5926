package cache.store;

/**
 * What a command wants to store under a key: bytes of its own array, client flags and a deadline.
 *
 * <p>Mutable and used again for every command. {@code marks} are those of {@link Items}.
 */
public final class Value {
  byte[] bytes = new byte[0];
  int from;
  int length;
  int flags;
  int deadline;
  int marks;

  /** Makes this the value in {@code bytes[from, from + length)}, without marks. */
  public void set(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.from = from;
    this.length = length;
    this.marks = 0;
  }

  /** The client's flags, and a tick of the {@link Clock}. */
  public void describe(int flags, int deadline) {
    this.flags = flags;
    this.deadline = deadline;
  }
}
