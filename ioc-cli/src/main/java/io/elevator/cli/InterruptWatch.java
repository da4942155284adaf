package io.elevator.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Turns the end of the virtual machine by a signal (Ctrl-C, a termination) into an early end of the
 * work: the signal's hook asks for it and keeps the machine alive until the work is done. The exit
 * status is then the signal's, 130 for Ctrl-C.
 */
final class InterruptWatch {
  /** A drive that has not answered for so long will not. */
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Does {@code work}, which {@code interrupt} ends early.
   *
   * @return what the work returned
   */
  static int during(IntSupplier work, Runnable interrupt) {
    InterruptWatch watch = new InterruptWatch(interrupt);
    try {
      return work.getAsInt();
    } finally {
      watch.end();
    }
  }

  private InterruptWatch(Runnable interrupt) {
    hook =
        Thread.ofPlatform()
            .name("ioc-interrupt")
            .unstarted(() -> {
              interrupt.run();
              awaitEnd();
            });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void awaitEnd() {
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("ioc: I/O in flight has not ended within " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      // Nobody knows this thread; should somebody find it, the machine goes down at once.
      Thread.currentThread().interrupt();
    }
  }

  /** The work is done and its report is written. */
  private void end() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The machine is going down already, by the signal that this was made for.
      done.countDown();
    }
  }
}
