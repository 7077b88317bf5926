/*
 * The listening process: a free port, the line that says which, and the promise to end soon after
 * SIGTERM. Its own file because both variants give the same promises.
 */
package tailproof.cache.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A server on the loopback. */
public final class Server {
  /** As many clients as may arrive before the first is welcomed. */
  private static final int BACKLOG = 1_024;

  /** A client that does not read its last replies is cut off; less than the 5 s a stop may take. */
  private static final int FAREWELL_S = 3;

  private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  /** Listens with event loops and options as given, and prints the ready line. */
  public void start(ServerBootstrap bootstrap, ClientPipeline pipeline)
      throws InterruptedException {
    Channel listener =
        bootstrap
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(welcome(pipeline))
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(listener), "stop"));
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    System.out.println("{\"ready\":{\"port\":" + port + "}}");
  }

  private ChannelInitializer<Channel> welcome(ClientPipeline pipeline) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        clients.add(channel);
        pipeline.fill(channel.pipeline());
      }
    };
  }

  private void stop(Channel listener) {
    listener.close();
    // Each behind what its event loop has written before.
    clients.forEach(
        client ->
            client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
    clients.newCloseFuture().awaitUninterruptibly(FAREWELL_S, TimeUnit.SECONDS);
    // A JVM ends with 143 after SIGTERM, which is not what success looks like.
    Runtime.getRuntime().halt(0);
  }
}
