/*
 * Numbers into replies. Its own file because a reply has three of them, and a string for each is
 * most of what a hit would allocate.
 */
package tailproof.cache.protocol;

import io.netty.buffer.ByteBuf;

final class Digits {
  private static final int RADIX = 10;

  private Digits() {}

  /** Writes a number that is not negative. */
  static void write(long number, ByteBuf out) {
    int count = 1;
    for (long rest = number / RADIX; rest > 0; rest /= RADIX) {
      count++;
    }
    out.ensureWritable(count);
    int end = out.writerIndex() + count;
    long rest = number;
    for (int at = end - 1; at >= end - count; at--) {
      out.setByte(at, (int) ('0' + rest % RADIX));
      rest /= RADIX;
    }
    out.writerIndex(end);
  }
}
