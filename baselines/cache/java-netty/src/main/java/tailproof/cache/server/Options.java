/*
 * The command line: which variant, and how much memory. Its own file because a wrong word must be
 * answered before anything of Netty is loaded.
 */
package tailproof.cache.server;

import java.util.Arrays;
import java.util.List;

/** What the process was told. */
public record Options(String variant, int memoryMib) {
  private static final int MEMORY_MIB_DEFAULT = 64;
  private static final int BYTES_PER_MIB = 1_048_576;
  private static final String MEMORY = "--memory-mib=";
  private static final String THREADS = "--threads=";

  public long memoryBytes() {
    return (long) memoryMib * BYTES_PER_MIB;
  }

  /**
   * Reads a variant's name and the options behind it.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static Options read(String[] words, List<String> variants) {
    String variant = words.length == 0 ? "" : words[0];
    if (!variants.contains(variant)) {
      throw wrong("variant", variant, "one of " + String.join(", ", variants) + ", first");
    }
    int memoryMib = MEMORY_MIB_DEFAULT;
    for (String word : Arrays.copyOfRange(words, 1, words.length)) {
      if (word.startsWith(MEMORY)) {
        memoryMib = count("--memory-mib", word.substring(MEMORY.length()));
      } else if (!word.startsWith(THREADS)) {
        throw wrong("argument", word, "--memory-mib=N or --threads=1");
      } else if (count("--threads", word.substring(THREADS.length())) != 1) {
        throw wrong("--threads", word.substring(THREADS.length()), "1");
      }
    }
    return new Options(variant, memoryMib);
  }

  private static int count(String option, String value) {
    if (!value.matches("[1-9][0-9]{0,6}")) {
      throw wrong(option, value, "a whole number from 1 to 9999999");
    }
    return Integer.parseInt(value);
  }

  private static IllegalArgumentException wrong(String what, String received, String expected) {
    return new IllegalArgumentException(
        String.format("%s: received \"%s\", expected %s", what, received, expected));
  }
}
