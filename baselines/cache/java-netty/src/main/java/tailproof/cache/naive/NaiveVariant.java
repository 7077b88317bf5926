/*
 * Puts the naive variant together as Netty's guide does: one loop accepts, others serve, a decoder
 * before a handler. Its own file because it is the list of what this variant uses.
 */
package tailproof.cache.naive;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.flow.FlowControlHandler;
import tailproof.cache.protocol.Commands;
import tailproof.cache.server.Options;
import tailproof.cache.server.Server;
import tailproof.cache.store.Cache;
import tailproof.cache.store.Clock;

/** The variant `naive`. */
public final class NaiveVariant {
  private NaiveVariant() {}

  public static void start(Options options) throws InterruptedException {
    Clock clock = new Clock();
    Cache<String> cache = new Cache<>(new MapStore(clock, options.memoryBytes()), clock);
    Commands<String> commands = new Commands<>(cache);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(
                new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()),
                new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
            .channel(NioServerSocketChannel.class);
    new Server()
        .start(
            bootstrap,
            pipeline ->
                pipeline.addLast(
                    // The flow control keeps decoded requests while their client is behind.
                    new RequestDecoder(), new FlowControlHandler(), new RequestHandler(commands)));
  }
}
