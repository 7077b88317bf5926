/*
 * What a meta command answers: a status of two letters, then the flags that were asked for, in the
 * order asked. Its own file because the commands differ only in which of them they return.
 */
package tailproof.cache.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import tailproof.cache.store.Clock;
import tailproof.cache.store.Item;
import tailproof.cache.store.Write.Refusal;

final class MetaReply<K> {
  static final byte[] DONE = Replies.bytes("HD");
  static final byte[] VALUE = Replies.bytes("VA ");
  static final byte[] MISS = Replies.bytes("EN");
  static final byte[] ABSENT = Replies.bytes("NF");
  static final byte[] CHANGED = Replies.bytes("EX");

  /** Flags that are returned whether there is an item or not. */
  static final String ECHOED = "Ok";

  private static final byte[] NOT_STORED = Replies.bytes("NS");
  private static final byte[] ENCODED = Replies.bytes(" b");
  private static final byte[] NEVER = Replies.bytes("-1");

  private final Clock clock;

  MetaReply(Clock clock) {
    this.clock = clock;
  }

  static byte[] of(Refusal refusal) {
    return switch (refusal) {
      case NOT_STORED -> NOT_STORED;
      case EXISTS -> CHANGED;
      case NOT_FOUND -> ABSENT;
      case NOT_NUMERIC -> throw new IllegalArgumentException("is answered by an error line");
    };
  }

  /** The status of a reply with or without the value: of `bytes` many bytes. */
  static void found(MetaFlags flags, int bytes, ByteBuf out) {
    if (flags.hasValue()) {
      out.writeBytes(VALUE);
      Digits.write(bytes, out);
    } else {
      out.writeBytes(DONE);
    }
  }

  /** Writes the flags among `returned` and the end of the line; `item` may be null. */
  void finish(Words<K> words, MetaFlags flags, Item item, String returned, ByteBuf out) {
    for (int word = flags.first(); word < words.count(); word++) {
      if (returned.indexOf(words.first(word)) >= 0) {
        write(words, word, flags, item, out);
      }
    }
    out.writeBytes(Replies.LINE_END);
  }

  /** Writes the flag that a word asks for, if it is one that is returned; `item` may be null. */
  void write(Words<K> words, int word, MetaFlags flags, Item item, ByteBuf out) {
    char letter = words.first(word);
    switch (letter) {
      case 'O' -> words.write(word, out.writeByte(' '));
      case 'k' -> writeKey(words, flags, start(letter, out));
      case 'c' -> Digits.write(item == null ? 0 : item.cas, start(letter, out));
      case 'f' -> Digits.write(Integer.toUnsignedLong(item.flags), start(letter, out));
      case 'h' -> Digits.write(item.fetched ? 1 : 0, start(letter, out));
      case 'l' -> Digits.write(clock.nowS() - item.usedS, start(letter, out));
      case 's' -> Digits.write(item.value.length, start(letter, out));
      case 't' -> writeLeft(item, start(letter, out));
      default -> {}
    }
  }

  private void writeKey(Words<K> words, MetaFlags flags, ByteBuf out) {
    if (flags.encodedKey() == null) {
      words.write(1, out);
    } else {
      out.writeCharSequence(flags.encodedKey(), StandardCharsets.US_ASCII);
      out.writeBytes(ENCODED);
    }
  }

  private void writeLeft(Item item, ByteBuf out) {
    if (item.deadlineNs == Clock.NEVER) {
      out.writeBytes(NEVER);
    } else {
      Digits.write(clock.leftS(item.deadlineNs), out);
    }
  }

  private static ByteBuf start(char letter, ByteBuf out) {
    return out.writeByte(' ').writeByte(letter);
  }
}
