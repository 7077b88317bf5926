package cache.protocol;

import cache.store.Key;
import cache.store.Numbers;
import java.util.Arrays;

/**
 * One command as it was received: its line in words, and where its data is.
 *
 * <p>Mutable and used again for every command of a thread. It knows nothing of what words mean.
 */
public final class Request {
  private static final byte[] NO_REPLY = Reply.bytes("noreply");

  /** Grows for a retrieval of many keys; no other command has that many words. */
  private int[] ends = new int[32];

  private int[] starts = new int[32];
  private int count;
  private byte[] line = new byte[0];
  private Command command = Command.UNKNOWN;
  private byte[] data = new byte[0];
  private int dataAt;

  /**
   * Reads the words of the line that begins at {@code bytes[from]}. Returns the position of its
   * line feed, or -1 if there is none before {@code to}. The bytes must stay until the command has
   * run.
   */
  public int readLine(byte[] bytes, int from, int to) {
    line = bytes;
    count = 0;
    int start = from;
    for (int at = from; at < to; at++) {
      byte character = bytes[at];
      if (character == ' ') {
        addWord(start, at);
        start = at + 1;
      } else if (character == '\n') {
        addWord(start, at - from > 1 && bytes[at - 1] == '\r' ? at - 1 : at);
        command = count == 0 ? Command.UNKNOWN : Command.named(line, starts[0], ends[0]);
        return at;
      }
    }
    return -1;
  }

  private void addWord(int start, int end) {
    if (end <= start) {
      return;
    }
    if (count == ends.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = start;
    ends[count] = end;
    count++;
  }

  /** The data of the command, with its line end, begins there. */
  public void setData(byte[] bytes, int at) {
    data = bytes;
    dataAt = at;
  }

  byte[] data() {
    return data;
  }

  int dataAt() {
    return dataAt;
  }

  Command command() {
    return command;
  }

  /** Words of the line, its name included. */
  int words() {
    return count;
  }

  byte[] line() {
    return line;
  }

  int start(int word) {
    return starts[word];
  }

  int end(int word) {
    return ends[word];
  }

  int length(int word) {
    return ends[word] - starts[word];
  }

  /** The first character of a word; of a flag, its name. */
  char letter(int word) {
    return (char) (line[starts[word]] & 0xFF);
  }

  boolean is(int word, byte[] text) {
    return Arrays.equals(line, starts[word], ends[word], text, 0, text.length);
  }

  /** Whether the last word asks for silence. */
  boolean isQuiet() {
    return count > 0 && is(count - 1, NO_REPLY);
  }

  boolean isKeyTooLong(int word) {
    return length(word) > Key.BYTES_MAX;
  }

  void readKey(int word, Key key) {
    key.set(line, starts[word], ends[word]);
  }

  /** The number that a word is from its character at {@code skip}, or {@link Numbers#NONE}. */
  long signed(int word, int skip) {
    return Numbers.signed(line, starts[word] + skip, ends[word]);
  }

  boolean isUnsigned(int word, int skip) {
    return Numbers.isUnsigned(line, starts[word] + skip, ends[word]);
  }

  long unsigned(int word, int skip) {
    return Numbers.unsigned(line, starts[word] + skip, ends[word]);
  }
}
