package cache.server;

import cache.protocol.Interpreter;
import cache.protocol.LineLimit;
import cache.protocol.Statistics;
import cache.store.Store;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One thread for everything: it waits for whichever connection is ready and serves it.
 *
 * <p>So nothing needs a lock, and all connections share one interpreter, one buffer to receive into
 * and one to reply from. What happens on one connection is {@link SelectorConnection}'s.
 */
public final class SelectorServer implements Server {
  /** Holds an unfinished line of any length, and as much again that follows it. */
  private static final int RECEIVED_BYTES = 2 * LineLimit.GET_BYTES_MAX;

  private final Store store;
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final SelectionKey listenerKey;
  private final Interpreter interpreter;
  private final ByteBuffer received = ByteBuffer.allocate(RECEIVED_BYTES);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Consumer<SelectionKey> onReady = this::serve;
  private volatile boolean isStopping;

  /** Listens at once; clients are answered from {@link #run} on. */
  public SelectorServer(Store store, InetSocketAddress address) throws IOException {
    this.store = store;
    this.interpreter = new Interpreter(store, new Statistics(store));
    selector = Selector.open();
    listener = ServerSocketChannel.open().bind(address, BACKLOG);
    listener.configureBlocking(false);
    listenerKey = listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  @Override
  public int port() {
    return listener.socket().getLocalPort();
  }

  @Override
  public void run() {
    try {
      long tidyNs = Deadlines.in(Deadlines.TIDY_MS);
      while (!isStopping) {
        selector.select(onReady, Deadlines.TIDY_MS);
        if (Deadlines.isOver(tidyNs)) {
          tidyNs = Deadlines.in(Deadlines.TIDY_MS);
          tidy();
        }
      }
      listener.close();
      end();
    } catch (IOException e) {
      System.err.println("the selector failed: " + e);
    } finally {
      ended.countDown();
    }
  }

  private void tidy() {
    store.advanceClock();
    store.tidy();
    listenerKey.interestOps(SelectionKey.OP_ACCEPT);
  }

  private void serve(SelectionKey key) {
    if (key == listenerKey) {
      accept();
    } else {
      store.advanceClock();
      ((SelectorConnection) key.attachment()).serve();
    }
  }

  private void accept() {
    try {
      SocketChannel channel = listener.accept();
      while (channel != null) {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        key.attach(new SelectorConnection(key, interpreter, received));
        channel = listener.accept();
      }
    } catch (IOException e) {
      // No more files may be open: who waits is asked in at the next tidying.
      listenerKey.interestOps(0);
    }
  }

  /** Sends what was answered and closes the connections. */
  private void end() throws IOException {
    long deadlineNs = Deadlines.in(Deadlines.FAREWELL_MS);
    List<SelectorConnection> left = connections();
    while (!left.isEmpty() && !Deadlines.isOver(deadlineNs)) {
      left.forEach(SelectorConnection::close);
      selector.select(onReady, Deadlines.TIDY_MS);
      left = connections();
    }
  }

  private List<SelectorConnection> connections() {
    List<SelectorConnection> found = new ArrayList<>();
    for (SelectionKey key : selector.keys()) {
      if (key.isValid() && key.attachment() instanceof SelectorConnection connection) {
        found.add(connection);
      }
    }
    return found;
  }

  @Override
  public void stop() throws InterruptedException {
    isStopping = true;
    selector.wakeup();
    ended.await(Deadlines.STOP_MS, TimeUnit.MILLISECONDS);
  }
}
