package cache.server;

import cache.protocol.Interpreter;
import cache.protocol.LineLimit;
import cache.protocol.Request;

/**
 * From received bytes to commands, for a connection that must never wait.
 *
 * <p>Runs all that is whole and says why it stopped. A class of its own because it is where bytes
 * become commands, whatever they came through; what is not whole is kept by its owner.
 */
final class CommandStream {
  /** Why {@link #run} has stopped. */
  enum Stop {
    /** The next command is not whole. */
    NEEDS_BYTES,
    /** Replies are to be sent before there are more. */
    NEEDS_SENDING,
    /** The client has asked to be left, or sends what no client would. */
    NEEDS_CLOSING
  }

  private final Interpreter interpreter;
  private final Request request = new Request();
  private int position;

  /** Of data that is to be thrown away. */
  private int skippedBytes;

  /** Length of the command at the position; 0 as long as its line is not whole. */
  private int neededBytes;

  /** Where the retrieval at the position goes on. */
  private int resumeWord;

  CommandStream(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /** The position of the first byte that is still needed. */
  int position() {
    return position;
  }

  int neededBytes() {
    return neededBytes;
  }

  /** Runs the commands in {@code bytes[from, to)}. */
  Stop run(byte[] bytes, int from, int to) {
    position = from;
    neededBytes = 0;
    skip(to);
    while (position < to) {
      if (interpreter.replies().isFull()) {
        return Stop.NEEDS_SENDING;
      }
      int feed = request.readLine(bytes, position, to);
      if (feed < 0) {
        boolean isTooLong = LineLimit.isExceeded(bytes, position, to);
        return isTooLong ? Stop.NEEDS_CLOSING : Stop.NEEDS_BYTES;
      }
      int dataAt = feed + 1;
      int dataBytes = interpreter.dataBytes(request);
      if (dataBytes > to - dataAt) {
        neededBytes = dataAt + dataBytes - position;
        return Stop.NEEDS_BYTES;
      }
      request.setData(bytes, dataAt);
      resumeWord = interpreter.run(request, resumeWord);
      if (resumeWord > 0) {
        return Stop.NEEDS_SENDING;
      }
      position = dataAt + dataBytes;
      if (interpreter.isClosing()) {
        return Stop.NEEDS_CLOSING;
      }
      skippedBytes = interpreter.skippedBytes();
      skip(to);
    }
    return Stop.NEEDS_BYTES;
  }

  private void skip(int to) {
    int skipped = Math.min(skippedBytes, to - position);
    skippedBytes -= skipped;
    position += skipped;
  }
}
