/*
 * The commands by name. Its own file because it alone says what a line is before anything is done:
 * whether data follows it, and whether `noreply` silences it.
 */
package tailproof.cache.protocol;

import tailproof.cache.store.Write.Mode;

/** What a line asks for. */
public enum Verb {
  // The most frequent first: they are compared in this order.
  GET("get"),
  SET("set", Mode.SET),
  META_GET("mg"),
  META_SET("ms", Mode.SET),
  META_NOOP("mn"),
  META_DELETE("md"),
  META_ARITHMETIC("ma"),
  GETS("gets"),
  TOUCH("touch", true),
  DELETE("delete", true),
  INCR("incr", true),
  DECR("decr", true),
  ADD("add", Mode.ADD),
  REPLACE("replace", Mode.REPLACE),
  CAS("cas", Mode.CAS),
  APPEND("append", Mode.APPEND),
  PREPEND("prepend", Mode.PREPEND),
  GAT("gat"),
  GATS("gats"),
  FLUSH_ALL("flush_all", true),
  VERBOSITY("verbosity", true),
  VERSION("version"),
  STATS("stats"),
  QUIT("quit"),
  UNKNOWN("");

  private static final Verb[] ALL = values();

  /** How it stores the data behind its line; null when there is none. */
  public final Mode mode;

  /** Whether `noreply` as its last word silences it; those with data look for it themselves. */
  public final boolean canBeQuiet;

  private final String name;

  Verb(String name) {
    this(name, null, false);
  }

  Verb(String name, boolean canBeQuiet) {
    this(name, null, canBeQuiet);
  }

  Verb(String name, Mode mode) {
    this(name, mode, false);
  }

  Verb(String name, Mode mode, boolean canBeQuiet) {
    this.name = name;
    this.mode = mode;
    this.canBeQuiet = canBeQuiet;
  }

  public static Verb of(Words<?> words) {
    if (words.count() == 0) {
      return UNKNOWN;
    }
    for (Verb verb : ALL) {
      if (words.is(0, verb.name)) {
        return verb;
      }
    }
    return UNKNOWN;
  }
}
