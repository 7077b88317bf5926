/*
 * The process: arguments in, one of the two variants out. Its own file because nothing but the
 * chosen variant is loaded, so that neither slows the other's calls down.
 */
package tailproof.cache;

import java.util.List;
import tailproof.cache.naive.NaiveVariant;
import tailproof.cache.server.Options;
import tailproof.cache.tuned.TunedVariant;

final class Main {
  private static final String NAIVE = "naive";
  private static final String TUNED = "tuned";
  private static final int EXIT_USAGE = 2;

  private Main() {}

  public static void main(String[] words) throws InterruptedException {
    Options options;
    try {
      options = Options.read(words, List.of(NAIVE, TUNED));
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(EXIT_USAGE);
      return;
    }
    if (options.variant().equals(NAIVE)) {
      NaiveVariant.start(options);
    } else {
      TunedVariant.start(options);
    }
  }
}
