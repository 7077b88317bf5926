package cache.server;

import cache.protocol.LineLimit;
import cache.protocol.Request;
import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads commands from a stream, for a thread that may wait.
 *
 * <p>A buffered stream of its own kind: it hands out lines and data where they lie in its buffer,
 * and flushes the replies whenever it has to wait for more. So commands that arrive together are
 * answered together, which no {@link java.io.BufferedInputStream} could arrange.
 */
final class RequestInput {
  /** Takes most requests as a whole; thousands of idle connections cost little. */
  private static final int BUFFER_BYTES = 1 << 14;

  private final InputStream in;
  private final Flushable replies;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;

  RequestInput(InputStream in, Flushable replies) {
    this.in = in;
    this.replies = replies;
  }

  /** Reads the next line; false at the end, or when the line is longer than any client needs. */
  boolean readLine(Request request) throws IOException {
    int feed = request.readLine(buffer, position, limit);
    while (feed < 0) {
      if (LineLimit.isExceeded(buffer, position, limit) || !fill()) {
        return false;
      }
      feed = request.readLine(buffer, position, limit);
    }
    position = feed + 1;
    return true;
  }

  /** Reads the data of the line just read, which stays where it is; false at the end. */
  boolean readData(Request request, int bytes) throws IOException {
    int buffered = limit - position;
    if (bytes <= buffered) {
      request.setData(buffer, position);
      position += bytes;
      return true;
    }
    byte[] data = new byte[bytes];
    System.arraycopy(buffer, position, data, 0, buffered);
    position = limit;
    request.setData(data, 0);
    replies.flush();
    return in.readNBytes(data, buffered, bytes - buffered) == bytes - buffered;
  }

  /** Throws bytes away; false at the end. */
  boolean skip(int bytes) throws IOException {
    int left = bytes;
    while (left > limit - position) {
      left -= limit - position;
      position = limit;
      if (!fill()) {
        return false;
      }
    }
    position += left;
    return true;
  }

  /** Receives more, keeping what is not read yet; false at the end. */
  private boolean fill() throws IOException {
    replies.flush();
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * limit);
    }
    int count = in.read(buffer, limit, buffer.length - limit);
    limit += Math.max(count, 0);
    return count > 0;
  }
}
