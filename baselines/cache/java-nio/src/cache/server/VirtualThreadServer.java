package cache.server;

import cache.protocol.Statistics;
import cache.store.Store;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A virtual thread for each connection, which blocks as if it were alone; one lock around the
 * store.
 *
 * <p>The same store and the same commands as in the {@link SelectorServer}: what differs is who
 * waits, and how. A {@link ReentrantLock} and not {@code synchronized}, inside which Java 21 could
 * not take a virtual thread off its carrier.
 */
public final class VirtualThreadServer implements Server {
  private final Store store;
  private final Statistics statistics;
  private final ServerSocket listener;
  private final ExecutorService executor;
  private final Lock storeLock = new ReentrantLock();
  private final Set<StreamConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean isStopping;

  /** Listens at once; clients are answered from {@link #run} on. */
  public VirtualThreadServer(Store store, InetSocketAddress address, ExecutorService executor)
      throws IOException {
    this.store = store;
    this.statistics = new Statistics(store);
    this.executor = executor;
    listener = new ServerSocket(address.getPort(), BACKLOG, address.getAddress());
  }

  @Override
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void run() {
    executor.execute(this::tidyRegularly);
    while (!isStopping) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        executor.execute(() -> serve(socket));
      } catch (IOException e) {
        // Stopped, or no more files may be open: then who waits is asked in a little later.
        pause();
      }
    }
  }

  private void serve(Socket socket) {
    StreamConnection connection = new StreamConnection(socket, store, statistics, storeLock);
    connections.add(connection);
    try {
      connection.serve();
    } finally {
      connections.remove(connection);
    }
  }

  private void tidyRegularly() {
    while (!isStopping) {
      pause();
      storeLock.lock();
      try {
        store.advanceClock();
        store.tidy();
      } finally {
        storeLock.unlock();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Deadlines.TIDY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() throws InterruptedException {
    isStopping = true;
    try {
      listener.close();
    } catch (IOException e) {
      // Nobody else will come in either way.
    }
    long deadlineNs = Deadlines.in(Deadlines.FAREWELL_MS);
    while (!connections.isEmpty() && !Deadlines.isOver(deadlineNs)) {
      connections.forEach(StreamConnection::end);
      Thread.sleep(Deadlines.TIDY_MS);
    }
  }
}
