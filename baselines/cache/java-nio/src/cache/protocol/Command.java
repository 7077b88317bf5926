package cache.protocol;

import java.util.Arrays;
import java.util.Locale;

/**
 * The commands, and finding one by its name without making a string.
 *
 * <p>What they do is in the classes that {@link Interpreter} calls.
 */
enum Command {
  GET,
  GETS,
  GAT,
  GATS,
  SET,
  ADD,
  REPLACE,
  APPEND,
  PREPEND,
  CAS,
  DELETE,
  TOUCH,
  INCR,
  DECR,
  FLUSH_ALL,
  VERBOSITY,
  VERSION,
  STATS,
  QUIT,
  MG,
  MS,
  MD,
  MA,
  MN,
  UNKNOWN;

  /** Several times the number of names, so that most have a place of their own. */
  private static final int PLACES = 128;

  private static final Command[] BY_NAME = new Command[PLACES];

  private final byte[] word = Reply.bytes(name().toLowerCase(Locale.ROOT));

  static {
    for (Command command : values()) {
      if (command != UNKNOWN) {
        int at = placeOf(command.word, 0, command.word.length);
        while (BY_NAME[at] != null) {
          at = (at + 1) % PLACES;
        }
        BY_NAME[at] = command;
      }
    }
  }

  /** The command whose name is {@code bytes[from, to)}. */
  static Command named(byte[] bytes, int from, int to) {
    int at = placeOf(bytes, from, to);
    for (Command command = BY_NAME[at]; command != null; command = BY_NAME[at]) {
      if (Arrays.equals(command.word, 0, command.word.length, bytes, from, to)) {
        return command;
      }
      at = (at + 1) % PLACES;
    }
    return UNKNOWN;
  }

  private static int placeOf(byte[] bytes, int from, int to) {
    return (bytes[from] * 31 + bytes[to - 1] * 7 + (to - from)) % PLACES & PLACES - 1;
  }
}
