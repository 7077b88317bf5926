package cache.server;

/** What a way of serving connections has to offer, so that the process can start and stop it. */
public interface Server {
  /** As many clients as may arrive before the first is welcomed. */
  int BACKLOG = 1_024;

  /** Where it listens. */
  int port();

  /** Serves until {@link #stop}, on the thread that calls. */
  void run();

  /** Sends what was answered; returns when that is done or took too long. */
  void stop() throws InterruptedException;
}
