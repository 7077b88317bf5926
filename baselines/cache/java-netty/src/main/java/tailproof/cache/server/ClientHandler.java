/*
 * One client's manners: not read from while it does not read, served to the end when it has sent
 * its last, closed behind its replies. Its own file because both variants need the same, whatever
 * they do with what they receive.
 */
package tailproof.cache.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;

/** The last handler of a connection. */
public abstract class ClientHandler extends ChannelInboundHandlerAdapter {
  private boolean isPaused;
  private boolean hasSentAll;
  private boolean isClosing;

  /** Serves what had to wait for the client; called when it has caught up. */
  protected abstract void goOn(ChannelHandlerContext context);

  /** Whether commands may be served now. */
  protected final boolean isOpen() {
    return !isPaused && !isClosing;
  }

  /** Whether what is received is to be thrown away. */
  protected final boolean isClosing() {
    return isClosing;
  }

  /** To be called when replies were sent: reads no more while the client is behind with them. */
  protected final void pauseIfBehind(ChannelHandlerContext context) {
    if (!context.channel().isWritable() && !isPaused) {
      isPaused = true;
      context.channel().config().setAutoRead(false);
    }
  }

  /** Closes when what was written has been sent; nothing more is served. */
  protected final void closeBehindReplies(ChannelHandlerContext context) {
    isClosing = true;
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!isPaused || isClosing || !context.channel().isWritable()) {
      return;
    }
    isPaused = false;
    goOn(context);
    if (isOpen()) {
      // What is queued in the pipeline arrives during this call, and may pause again.
      context.channel().config().setAutoRead(true);
    }
    if (isOpen() && hasSentAll) {
      closeBehindReplies(context);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      hasSentAll = true;
      if (isOpen()) {
        closeBehindReplies(context);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A client that resets its connection is no news.
    if (!(cause instanceof IOException)) {
      cause.printStackTrace();
    }
    context.close();
  }
}
