/*
 * From received bytes to commands, and one write for the replies to all that was received together.
 * Its own file because it is the path that every request takes: it cuts commands in place and makes
 * no object for a `get`.
 */
package tailproof.cache.tuned;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import tailproof.cache.protocol.Commands;
import tailproof.cache.protocol.DataLine;
import tailproof.cache.protocol.LineLimit;
import tailproof.cache.protocol.Verb;
import tailproof.cache.server.ClientHandler;

/** The handler of one connection. */
final class BatchHandler extends ClientHandler {
  /** A dozen hits of the usual size; the buffer grows for more. */
  private static final int REPLIES_BYTES = 4_096;

  private final Commands<ByteKey> commands;
  private final ByteWords words;

  /** Received and not yet run, or null. */
  private ByteBuf held;

  /** Replies not yet sent, or null. */
  private ByteBuf replies;

  /** Length of the command that is not whole yet; 0 when its line is not whole either. */
  private int neededBytes;

  /** Of a refused value: to be thrown away. */
  private long swallowBytes;

  /** Where a retrieval goes on that had to wait for its reader. */
  private int from = Commands.DONE;

  BatchHandler(Commands<ByteKey> commands, ByteWords words) {
    this.commands = commands;
    this.words = words;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (isClosing()) {
      in.release();
      return;
    }
    held =
        held == null
            ? in
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), held, in);
    serve(context);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    send(context);
    pauseIfBehind(context);
  }

  @Override
  protected void goOn(ChannelHandlerContext context) {
    serve(context);
    send(context);
    pauseIfBehind(context);
  }

  /** Runs what is held until it ends, within a command or not, or the reader has to catch up. */
  private void serve(ChannelHandlerContext context) {
    if (held == null) {
      return;
    }
    commands.begin();
    swallow();
    while (isOpen() && held.readableBytes() > neededBytes && serveOne(context)) {
      if (replies.readableBytes() > Commands.UNSENT_BYTES_MAX) {
        send(context);
        pauseIfBehind(context);
      }
    }
    if (held.isReadable()) {
      held.discardSomeReadBytes();
    } else {
      held.release();
      held = null;
    }
  }

  /** False when the next command is not whole. */
  private boolean serveOne(ChannelHandlerContext context) {
    int start = held.readerIndex();
    int length = held.bytesBefore((byte) '\n');
    if (length < 0) {
      if (LineLimit.isExceeded(held)) {
        closeBehindReplies(context);
      }
      return false;
    }
    boolean hasReturn = length > 0 && held.getByte(start + length - 1) == '\r';
    words.read(held, start, hasReturn ? length - 1 : length);
    if (replies == null) {
      replies = context.alloc().directBuffer(REPLIES_BYTES);
    }
    int next = start + length + 1;
    Verb verb = Verb.of(words);
    if (verb.mode != null) {
      return serveData(verb, next);
    }
    if (verb == Verb.QUIT) {
      send(context);
      closeBehindReplies(context);
      return false;
    }
    from = commands.run(verb, words, from, replies);
    if (from == Commands.DONE) {
      held.readerIndex(next);
    }
    return true;
  }

  /** False when the data is not whole. */
  private boolean serveData(Verb verb, int next) {
    DataLine line = DataLine.read(verb, words);
    if (line instanceof DataLine.Refused refused) {
      commands.refuse(refused, words, replies);
      held.readerIndex(next);
      swallowBytes = refused.swallowBytes();
      swallow();
      return true;
    }
    DataLine.Announced announced = (DataLine.Announced) line;
    int end = next + announced.length() + DataLine.LINE_END_BYTES;
    if (end > held.writerIndex()) {
      neededBytes = end - held.readerIndex() - 1;
      return false;
    }
    neededBytes = 0;
    if (held.getUnsignedShort(end - DataLine.LINE_END_BYTES) == DataLine.LINE_END) {
      byte[] value = new byte[announced.length()];
      held.getBytes(next, value);
      commands.store(announced, words, value, replies);
    } else {
      commands.refuseChunk(announced, replies);
    }
    held.readerIndex(end);
    return true;
  }

  private void swallow() {
    int swallowed = (int) Math.min(swallowBytes, held.readableBytes());
    held.skipBytes(swallowed);
    swallowBytes -= swallowed;
  }

  private void send(ChannelHandlerContext context) {
    if (replies != null && replies.isReadable()) {
      context.writeAndFlush(replies, context.voidPromise());
      replies = null;
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (held != null) {
      held.release();
      held = null;
    }
    if (replies != null) {
      replies.release();
      replies = null;
    }
  }
}
