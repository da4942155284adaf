package io.elevator.core.defects;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;

/**
 * Factory of the threads of a block layer and its drivers. Wraps a factory of the application:
 * marks each thread as the library's own, and reports an exception that ends a thread. Immutable.
 */
public final class ServiceThreads implements ThreadFactory {
  /** Mark of the library's own threads: true on such a thread, not set on other threads. */
  private static final ThreadLocal<Boolean> OWN = new ThreadLocal<>();

  private final ThreadFactory factory;
  private final ErrorSink errors;

  /**
   * Creates a factory that wraps a factory of the application.
   *
   * @param factory factory of the embedder
   * @param errors receiver of the exceptions that end a thread
   */
  public ServiceThreads(ThreadFactory factory, ErrorSink errors) {
    this.factory = factory;
    this.errors = errors;
  }

  /**
   * Creates a thread, which the caller starts.
   *
   * @throws IllegalStateException if the application's factory returns null; exceptions of that
   *     factory propagate
   */
  @Override
  public Thread newThread(Runnable job) {
    Thread made =
        factory.newThread(() -> {
          mark();
          try {
            job.run();
          } catch (Throwable e) {
            errors.report("a thread of the library ended", e);
          }
        });
    if (made == null) {
      throw new IllegalStateException("the thread factory returned null; expected a thread");
    }
    return made;
  }

  /** Marks the calling thread as one of the library's own, for the rest of its life. */
  static void mark() {
    OWN.set(Boolean.TRUE);
  }

  /**
   * Waits for a signal on one of the library's own threads, no longer than a limit. The wait may
   * also end early, for instance because of an interrupt, so the caller checks its condition in a
   * loop. The interrupt status is cleared and not restored: the library's threads end when a field
   * says so, and a restored interrupt would end each later wait immediately.
   *
   * @param changed condition whose lock the caller holds
   * @param nanos longest wait, in nanoseconds
   */
  @SuppressWarnings({"WaitNotInLoop", "InterruptedInCatchBlock"})
  public static void awaitChange(Condition changed, long nanos) {
    try {
      long ignored = changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.interrupted();
    }
  }

  /**
   * Restores the interrupt status of a thread after a guard has caught an {@link
   * InterruptedException} that code of the embedder threw on it. Has no effect on the library's own
   * threads, which do not need the status.
   *
   * @param error exception that a guard has caught
   */
  public static void restoreInterrupt(Throwable error) {
    if (error instanceof InterruptedException && OWN.get() == null) {
      Thread.currentThread().interrupt();
    }
  }
}
