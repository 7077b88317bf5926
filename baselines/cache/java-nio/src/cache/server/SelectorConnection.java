package cache.server;

import cache.protocol.Interpreter;
import cache.protocol.Replies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * One client of the {@link SelectorServer}: receives, runs what is whole, and sends the replies to
 * all of it at once.
 *
 * <p>Between two turns it keeps what was received and not run, and what was answered and not sent.
 * While anything is unsent it neither receives nor runs, so a client that does not read costs its
 * longest reply and one received chunk.
 */
final class SelectorConnection {
  private static final byte[] NOTHING = new byte[0];

  private final SelectionKey key;
  private final SocketChannel channel;
  private final CommandStream commands;
  private final Replies replies;

  /** Of all connections: nothing stays in it when a turn is over. */
  private final ByteBuffer received;

  private byte[] held = NOTHING;
  private int heldBytes;
  private ByteBuffer unsent;
  private boolean isClosing;

  SelectorConnection(SelectionKey key, Interpreter interpreter, ByteBuffer received) {
    this.key = key;
    this.channel = (SocketChannel) key.channel();
    this.commands = new CommandStream(interpreter);
    this.replies = interpreter.replies();
    this.received = received;
  }

  /** Does what can be done without waiting. */
  void serve() {
    try {
      if (unsent == null) {
        receive();
      } else {
        sendRest();
      }
    } catch (IOException e) {
      // The client has gone; nothing of an incomplete command is stored.
      disconnect();
    }
  }

  /** Ends the connection when what was answered is sent. */
  void close() {
    isClosing = true;
    if (unsent == null) {
      disconnect();
    }
  }

  private void disconnect() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed to us whatever the system says of it.
    }
  }

  private void receive() throws IOException {
    ByteBuffer target = received.clear();
    if (commands.neededBytes() > target.capacity()) {
      // A value that is longer than the shared buffer gathers in an array of its own.
      target = ByteBuffer.wrap(held, heldBytes, commands.neededBytes() - heldBytes);
    } else {
      target.put(held, 0, heldBytes);
    }
    int count = channel.read(target);
    if (count < 0) {
      disconnect();
    } else if (heldBytes + count < commands.neededBytes()) {
      hold(target.array(), heldBytes, heldBytes + count);
    } else {
      run(target.array(), heldBytes + count);
    }
  }

  /** Runs the commands in {@code bytes[0, end)} and keeps what is left. */
  private void run(byte[] bytes, int end) throws IOException {
    int from = 0;
    CommandStream.Stop stop;
    do {
      stop = commands.run(bytes, from, end);
      from = commands.position();
      send();
    } while (stop == CommandStream.Stop.NEEDS_SENDING && unsent == null);
    heldBytes = 0;
    if (stop == CommandStream.Stop.NEEDS_CLOSING) {
      close();
    } else {
      hold(bytes, from, end);
    }
  }

  /** Appends {@code bytes[from, end)} to what is held; they may lie there already. */
  private void hold(byte[] bytes, int from, int end) {
    int added = end - from;
    int needed = Math.max(heldBytes + added, commands.neededBytes());
    byte[] target = held;
    if (needed > held.length) {
      target = Arrays.copyOf(held, needed);
    } else if (needed == 0) {
      // Most connections have nothing to keep most of the time.
      target = NOTHING;
    }
    System.arraycopy(bytes, from, target, heldBytes, added);
    held = target;
    heldBytes += added;
  }

  private void send() throws IOException {
    if (replies.isEmpty()) {
      return;
    }
    ByteBuffer replied = replies.unsent();
    channel.write(replied);
    if (replied.hasRemaining()) {
      unsent = ByteBuffer.allocate(replied.remaining()).put(replied).flip();
      key.interestOps(SelectionKey.OP_WRITE);
    }
    replies.clear();
  }

  private void sendRest() throws IOException {
    channel.write(unsent);
    if (unsent.hasRemaining()) {
      return;
    }
    unsent = null;
    if (isClosing) {
      disconnect();
      return;
    }
    key.interestOps(SelectionKey.OP_READ);
    // Commands that were received meanwhile would otherwise wait for the next ones to arrive.
    if (heldBytes >= Math.max(1, commands.neededBytes())) {
      run(held, heldBytes);
    }
  }
}
