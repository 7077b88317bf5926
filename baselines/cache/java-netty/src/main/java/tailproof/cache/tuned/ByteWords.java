/*
 * A command line as places in a byte array. Its own file because one such object serves all lines
 * of all connections: a line is copied into it once, and nothing is made for its words.
 */
package tailproof.cache.tuned;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.util.Arrays;
import tailproof.cache.protocol.Words;

/** The words of the line that was read last. */
final class ByteWords implements Words<ByteKey> {
  /** Lines above 2 KiB and more than 32 words are rare enough to grow for. */
  private static final int LINE_BYTES = 2_048;

  private static final int WORDS = 32;

  private final ByteKey key = new ByteKey();
  private byte[] line = new byte[LINE_BYTES];
  private int[] starts = new int[WORDS];
  private int[] ends = new int[WORDS];
  private int count;

  void read(ByteBuf in, int start, int length) {
    if (length > line.length) {
      line = new byte[length];
    }
    in.getBytes(start, line, 0, length);
    count = 0;
    int at = 0;
    while (at < length) {
      int end = at;
      while (end < length && line[end] != ' ') {
        end++;
      }
      if (end > at) {
        add(at, end);
      }
      at = end + 1;
    }
  }

  private void add(int start, int end) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = start;
    ends[count] = end;
    count++;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public boolean is(int word, String text) {
    int start = starts[word];
    if (ends[word] - start != text.length()) {
      return false;
    }
    for (int at = 0; at < text.length(); at++) {
      if (line[start + at] != text.charAt(at)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int length(int word) {
    return ends[word] - starts[word];
  }

  @Override
  public char first(int word) {
    return (char) (line[starts[word]] & 0xFF);
  }

  @Override
  public CharSequence text(int word) {
    return new AsciiString(line, starts[word], length(word), false);
  }

  @Override
  public ByteKey key(int word) {
    key.set(line, starts[word], length(word));
    return key;
  }

  @Override
  public ByteKey key(byte[] bytes) {
    key.set(bytes, 0, bytes.length);
    return key;
  }

  @Override
  public void write(int word, ByteBuf out) {
    out.writeBytes(line, starts[word], length(word));
  }
}
