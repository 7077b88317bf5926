package cache;

/**
 * The command line: how connections are served, and the limits.
 *
 * <p>A class of its own so that every mistake in it gets one line that says what was received and
 * what is expected.
 */
record Arguments(String connections, int memoryMib, int threads) {
  static final String SELECTOR = "selector";
  static final String VIRTUAL_THREADS = "virtual-threads";

  private static final int MEMORY_MIB_DEFAULT = 64;

  /** Three segments of 1 MiB, and the index. */
  private static final int MEMORY_MIB_MIN = 4;

  /** What the index can reach. */
  private static final int MEMORY_MIB_MAX = 16_384;

  private static final int THREADS_MAX = 64;

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException saying which is wrong
   */
  static Arguments parse(String[] words) {
    String connections = "nothing";
    int memoryMib = MEMORY_MIB_DEFAULT;
    int threads = 1;
    for (String word : words) {
      if (word.startsWith("--memory-mib=")) {
        memoryMib = number(word, MEMORY_MIB_MIN, MEMORY_MIB_MAX);
      } else if (word.startsWith("--threads=")) {
        threads = number(word, 1, THREADS_MAX);
      } else if (word.startsWith("--connections=")) {
        connections = word.substring(word.indexOf('=') + 1);
      } else {
        throw wrong("argument", word, "--connections=, --memory-mib= or --threads=");
      }
    }
    if (!connections.equals(SELECTOR) && !connections.equals(VIRTUAL_THREADS)) {
      throw wrong("--connections", connections, SELECTOR + " or " + VIRTUAL_THREADS);
    }
    if (connections.equals(SELECTOR) && threads != 1) {
      throw wrong("--threads", Integer.toString(threads), "1, all that a selector uses");
    }
    return new Arguments(connections, memoryMib, threads);
  }

  private static int number(String word, int min, int max) {
    String name = word.substring(0, word.indexOf('='));
    String text = word.substring(name.length() + 1);
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same answer as for a number out of bounds.
    }
    throw wrong(name, text, "a whole number from " + min + " to " + max);
  }

  private static IllegalArgumentException wrong(String name, String received, String expected) {
    return new IllegalArgumentException(
        name + ": received \"" + received + "\", expected " + expected);
  }
}
