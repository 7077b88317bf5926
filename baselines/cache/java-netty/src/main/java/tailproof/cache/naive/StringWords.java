/*
 * A command line as strings. Its own file because it is what the naive variant makes of every line.
 */
package tailproof.cache.naive;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tailproof.cache.protocol.Words;

/** The words of a line; Latin-1 keeps every byte. */
final class StringWords implements Words<String> {
  private final List<String> words = new ArrayList<>();

  StringWords(String line) {
    for (String word : line.split(" ")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
  }

  @Override
  public int count() {
    return words.size();
  }

  @Override
  public boolean is(int word, String text) {
    return words.get(word).equals(text);
  }

  @Override
  public int length(int word) {
    return words.get(word).length();
  }

  @Override
  public char first(int word) {
    return words.get(word).charAt(0);
  }

  @Override
  public CharSequence text(int word) {
    return words.get(word);
  }

  @Override
  public String key(int word) {
    return words.get(word);
  }

  @Override
  public String key(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void write(int word, ByteBuf out) {
    out.writeCharSequence(words.get(word), StandardCharsets.ISO_8859_1);
  }
}
