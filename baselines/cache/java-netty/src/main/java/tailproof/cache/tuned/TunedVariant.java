/*
 * Puts the tuned variant together: one event loop that accepts, serves and tidies, on epoll where
 * there is one. Its own file because it is the list of what this variant uses.
 */
package tailproof.cache.tuned;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.concurrent.TimeUnit;
import tailproof.cache.protocol.Commands;
import tailproof.cache.server.Options;
import tailproof.cache.server.Server;
import tailproof.cache.store.Cache;
import tailproof.cache.store.Clock;

/** The variant `tuned`. */
public final class TunedVariant {
  /** Expired items are counted and kept this long at most beyond Caffeine's wheel of seconds. */
  private static final int TIDY_MS = 100;

  private TunedVariant() {}

  public static void start(Options options) throws InterruptedException {
    Clock clock = new Clock();
    CaffeineStore store = new CaffeineStore(clock, options.memoryBytes());
    Commands<ByteKey> commands = new Commands<>(new Cache<>(store, clock));
    ByteWords words = new ByteWords();

    boolean hasEpoll = Epoll.isAvailable();
    IoHandlerFactory io = hasEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> channel =
        hasEpoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, io);
    loop.scheduleWithFixedDelay(
        () -> {
          commands.begin();
          store.forgetExpired();
        },
        TIDY_MS,
        TIDY_MS,
        TimeUnit.MILLISECONDS);

    int unsentBytesMax = Commands.UNSENT_BYTES_MAX;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(channel)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(unsentBytesMax / 2, unsentBytesMax));
    new Server().start(bootstrap, pipeline -> pipeline.addLast(new BatchHandler(commands, words)));
  }
}
