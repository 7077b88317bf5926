/*
 * When a line is longer than any client needs. Its own file because both variants must close such a
 * connection, each in its own place.
 */
package tailproof.cache.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The limit of a line whose end has not come. */
public final class LineLimit {
  private static final int LINE_BYTES_MAX = 2_048;

  /** memcached takes a `get` of any length; 64 KiB are 250 keys of the longest kind. */
  private static final int GET_LINE_BYTES_MAX = 65_536;

  /** Spaces that memcached allows before such a `get`. */
  private static final int SPACES_MAX = 100;

  private LineLimit() {}

  public static boolean isExceeded(ByteBuf line) {
    if (line.readableBytes() <= LINE_BYTES_MAX) {
      return false;
    }
    int length = SPACES_MAX + "gets ".length();
    String start =
        line.toString(line.readerIndex(), length, StandardCharsets.ISO_8859_1).stripLeading();
    boolean isGet = start.startsWith("get ") || start.startsWith("gets ");
    return !isGet || line.readableBytes() > GET_LINE_BYTES_MAX;
  }
}
