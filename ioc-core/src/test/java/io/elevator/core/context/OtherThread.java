package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A second thread of a test: runs an action, makes its result available, and lets the test wait
 * until the thread has ended or is blocked.
 */
public final class OtherThread<T> {
  /** Time limit of each wait, in seconds; only a deadlocked thread reaches it. */
  private static final long STUCK_SECONDS = 60;

  private final FutureTask<T> work;
  private final Thread thread;

  private OtherThread(Callable<T> callable) {
    work = new FutureTask<>(callable);
    thread = new Thread(work, "other thread");
    thread.setDaemon(true);
    thread.start();
  }

  static <T> OtherThread<T> call(Callable<T> callable) {
    return new OtherThread<>(callable);
  }

  static OtherThread<Void> run(Runnable runnable) {
    return new OtherThread<>(() -> {
      runnable.run();
      return null;
    });
  }

  /** Waits until the thread has ended, and returns its result or throws its exception. */
  T join() {
    try {
      return work.get(STUCK_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError("the other thread failed", e.getCause());
    } catch (TimeoutException e) {
      AssertionError stuck = new AssertionError("the other thread is stuck");
      stuck.setStackTrace(thread.getStackTrace());
      throw stuck;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the thread is blocked at the monitor of another thread. */
  void awaitBlocked() {
    await(() -> thread.getState() == Thread.State.BLOCKED);
  }

  boolean isDone() {
    return work.isDone();
  }

  /**
   * Yields the processor to other threads. The tests are correct without it, but tests with many
   * rounds finish sooner.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  static void giveWay() {
    Thread.yield();
  }

  /** Waits until a condition holds, or fails after {@value #STUCK_SECONDS} seconds. */
  public static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start)
          .as("nanoseconds waited for a condition")
          .isLessThan(TimeUnit.SECONDS.toNanos(STUCK_SECONDS));
      Thread.onSpinWait();
    }
  }

  /** Waits until a latch opens, or fails after {@value #STUCK_SECONDS} seconds. */
  public static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(STUCK_SECONDS, TimeUnit.SECONDS)).as("latch opened").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
