package cache.server;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Virtual threads for a program that is compiled for Java 17, which has none.
 *
 * <p>All of it is compiled once, so that the selector runs on 17 and both variants are the same
 * code; the one method that came with 21 is therefore found by its name, once, at start. No request
 * goes through this.
 */
public final class VirtualThreads {
  private VirtualThreads() {}

  /**
   * An executor with a virtual thread for each task, all of them on so many threads of the system.
   *
   * @throws UnsupportedOperationException before Java 21
   */
  public static ExecutorService executor(int threads) {
    // The JDK reads it when the first virtual thread is made.
    System.setProperty("jdk.virtualThreadScheduler.parallelism", Integer.toString(threads));
    try {
      MethodHandle factory =
          MethodHandles.publicLookup()
              .findStatic(
                  Executors.class,
                  "newVirtualThreadPerTaskExecutor",
                  MethodType.methodType(ExecutorService.class));
      return (ExecutorService) factory.invokeExact();
    } catch (NoSuchMethodException e) {
      String version = System.getProperty("java.version");
      throw new UnsupportedOperationException(
          "--connections=virtual-threads: received Java " + version + ", expected 21 or newer", e);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
