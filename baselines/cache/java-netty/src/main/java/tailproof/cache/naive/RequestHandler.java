/*
 * Runs requests one by one and answers each at once. Its own file because what a request means is
 * the protocol's, and how it is cut out of bytes is the decoder's.
 */
package tailproof.cache.naive;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import tailproof.cache.protocol.Commands;
import tailproof.cache.protocol.Verb;
import tailproof.cache.server.ClientHandler;

/** The handler of one connection. */
final class RequestHandler extends ClientHandler {
  private final Commands<String> commands;

  /** The retrieval that waits for its reader, or null, and where it goes on. */
  private Request.Plain waiting;

  private int from;

  RequestHandler(Commands<String> commands) {
    this.commands = commands;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (isClosing()) {
      return;
    }
    commands.begin();
    if (message instanceof Request.Plain plain && plain.verb() == Verb.QUIT) {
      closeBehindReplies(context);
    } else if (message instanceof Request.Plain plain) {
      run(context, plain, Commands.DONE);
    } else {
      ByteBuf reply = context.alloc().buffer();
      if (message instanceof Request.Refused refused) {
        commands.refuse(refused.line(), refused.words(), reply);
      } else if (message instanceof Request.Storing storing) {
        store(storing, reply);
      }
      context.writeAndFlush(reply);
    }
    pauseIfBehind(context);
  }

  private void store(Request.Storing storing, ByteBuf reply) {
    if (storing.value() == null) {
      commands.refuseChunk(storing.line(), reply);
    } else {
      commands.store(storing.line(), storing.words(), storing.value(), reply);
    }
  }

  private void run(ChannelHandlerContext context, Request.Plain request, int start) {
    from = start;
    do {
      ByteBuf reply = context.alloc().buffer();
      from = commands.run(request.verb(), request.words(), from, reply);
      context.writeAndFlush(reply);
    } while (from != Commands.DONE && context.channel().isWritable());
    waiting = from == Commands.DONE ? null : request;
  }

  @Override
  protected void goOn(ChannelHandlerContext context) {
    if (waiting != null) {
      commands.begin();
      run(context, waiting, from);
      pauseIfBehind(context);
    }
  }
}
