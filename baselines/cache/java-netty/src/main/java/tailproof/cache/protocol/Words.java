/*
 * One command line, cut at its spaces. Its own file because it is where the variants differ most:
 * strings, or places in the received bytes. Only one of them is loaded in a process, so that the
 * calls cost nothing.
 */
package tailproof.cache.protocol;

import io.netty.buffer.ByteBuf;

/** The words of a line, from 0; characters are bytes. */
public interface Words<K> {
  int count();

  boolean is(int word, String text);

  int length(int word);

  char first(int word);

  /** The word to be looked at during this command. */
  CharSequence text(int word);

  /** The word as a key, good until the next call. */
  K key(int word);

  /** Bytes as a key, good until the next call. */
  K key(byte[] bytes);

  void write(int word, ByteBuf out);
}
