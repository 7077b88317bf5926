/*
 * What travels from the decoder to the handler. Its own file because those two share nothing else.
 */
package tailproof.cache.naive;

import tailproof.cache.protocol.DataLine;
import tailproof.cache.protocol.Verb;

/** One command, whole. */
sealed interface Request {
  StringWords words();

  /** A command without data. */
  record Plain(Verb verb, StringWords words) implements Request {}

  /** A command with its data; `value` is null when no line end stood behind it. */
  record Storing(DataLine.Announced line, StringWords words, byte[] value) implements Request {}

  /** A command whose data is not taken. */
  record Refused(DataLine.Refused line, StringWords words) implements Request {}
}
