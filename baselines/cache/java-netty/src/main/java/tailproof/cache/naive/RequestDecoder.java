/*
 * From received bytes to requests. Its own file because a value may hold line feeds, so that the
 * decoder of lines that Netty has does not fit: behind a line that announces data, that many bytes
 * are taken.
 */
package tailproof.cache.naive;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tailproof.cache.protocol.DataLine;
import tailproof.cache.protocol.LineLimit;
import tailproof.cache.protocol.Verb;

/** The decoder of one connection. */
final class RequestDecoder extends ByteToMessageDecoder {
  private StringWords words;

  /** The line whose data is awaited, or null. */
  private DataLine.Announced awaited;

  /** Of a refused value: to be thrown away. */
  private long swallowBytes;

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (swallowBytes > 0) {
      int swallowed = (int) Math.min(swallowBytes, in.readableBytes());
      in.skipBytes(swallowed);
      swallowBytes -= swallowed;
    } else if (awaited != null) {
      decodeData(in, out);
    } else {
      decodeLine(context, in, out);
    }
  }

  private void decodeLine(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int length = in.bytesBefore((byte) '\n');
    if (length < 0) {
      if (LineLimit.isExceeded(in)) {
        in.skipBytes(in.readableBytes());
        context.close();
      }
      return;
    }
    String line = in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
    in.skipBytes(1);
    words = new StringWords(line.endsWith("\r") ? line.substring(0, length - 1) : line);
    Verb verb = Verb.of(words);
    if (verb.mode == null) {
      out.add(new Request.Plain(verb, words));
      return;
    }
    DataLine dataLine = DataLine.read(verb, words);
    if (dataLine instanceof DataLine.Refused refused) {
      swallowBytes = refused.swallowBytes();
      out.add(new Request.Refused(refused, words));
    } else {
      awaited = (DataLine.Announced) dataLine;
    }
  }

  private void decodeData(ByteBuf in, List<Object> out) {
    int length = awaited.length();
    if (in.readableBytes() < length + DataLine.LINE_END_BYTES) {
      return;
    }
    byte[] value = new byte[length];
    in.readBytes(value);
    boolean isWhole = in.readUnsignedShort() == DataLine.LINE_END;
    out.add(new Request.Storing(awaited, words, isWhole ? value : null));
    awaited = null;
  }
}
