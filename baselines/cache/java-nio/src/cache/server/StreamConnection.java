package cache.server;

import cache.protocol.Interpreter;
import cache.protocol.Replies;
import cache.protocol.Request;
import cache.protocol.Statistics;
import cache.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;

/**
 * One client of the {@link VirtualThreadServer}: read a command, run it, and so on, on a thread of
 * its own that waits where it has to.
 *
 * <p>The store is locked for one command at a time, and never while the thread waits for its
 * client.
 */
final class StreamConnection {
  private final Socket socket;
  private final Store store;
  private final Lock storeLock;
  private final Interpreter interpreter;
  private final Replies replies;
  private final Request request = new Request();

  StreamConnection(Socket socket, Store store, Statistics statistics, Lock storeLock) {
    this.socket = socket;
    this.store = store;
    this.storeLock = storeLock;
    this.interpreter = new Interpreter(store, statistics);
    this.replies = interpreter.replies();
  }

  /** Serves until the client leaves or {@link #end} is called. */
  void serve() {
    try (socket) {
      RequestInput input = new RequestInput(socket.getInputStream(), this::send);
      boolean goesOn = true;
      while (goesOn) {
        goesOn = serveNext(input);
      }
      send();
    } catch (IOException e) {
      // The client has gone; nothing of an incomplete command is stored.
    }
  }

  /** Serves one command; false when there will be no other. */
  private boolean serveNext(RequestInput input) throws IOException {
    if (!input.readLine(request) || !input.readData(request, interpreter.dataBytes(request))) {
      return false;
    }
    int resumeWord = run(0);
    while (resumeWord > 0) {
      send();
      resumeWord = run(resumeWord);
    }
    if (replies.isFull()) {
      send();
    }
    return !interpreter.isClosing() && input.skip(interpreter.skippedBytes());
  }

  private int run(int fromWord) {
    storeLock.lock();
    try {
      store.advanceClock();
      return interpreter.run(request, fromWord);
    } finally {
      storeLock.unlock();
    }
  }

  private void send() throws IOException {
    if (!replies.isEmpty()) {
      ByteBuffer unsent = replies.unsent();
      OutputStream out = socket.getOutputStream();
      out.write(unsent.array(), 0, unsent.limit());
      replies.clear();
    }
  }

  /** Ends the connection when the commands received by now are answered. */
  void end() {
    try {
      socket.shutdownInput();
    } catch (IOException e) {
      // It has ended by itself.
    }
  }
}
