package cache;

import cache.server.SelectorServer;
import cache.server.Server;
import cache.server.VirtualThreadServer;
import cache.server.VirtualThreads;
import cache.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The process: arguments in, a listening server out, and the promise to end soon after SIGTERM.
 *
 * <p>A class of its own because everything else works without a process.
 */
public final class Main {
  private static final int USAGE = 2;
  private static final long BYTES_PER_MIB = 1 << 20;

  private Main() {}

  /** Serves until SIGTERM. */
  public static void main(String[] words) throws IOException {
    Server server;
    try {
      server = serverFor(Arguments.parse(words));
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      System.err.println(e.getMessage());
      System.exit(USAGE);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server)));
    System.out.println("{\"ready\":{\"port\":" + server.port() + "}}");
    server.run();
  }

  private static Server serverFor(Arguments arguments) throws IOException {
    Store store = new Store(arguments.memoryMib() * BYTES_PER_MIB);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    return switch (arguments.connections()) {
      case Arguments.SELECTOR -> new SelectorServer(store, address);
      default ->
          new VirtualThreadServer(store, address, VirtualThreads.executor(arguments.threads()));
    };
  }

  /** Runs when the process is told to end, which Java would report as 143 and not as success. */
  private static void end(Server server) {
    try {
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }
}
