package io.elevator.cli;

import io.elevator.workload.files.OutputFile;
import io.elevator.workload.files.PipeOutput;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the end of the virtual machine by a signal (Ctrl-C, a termination) into an early end of the
 * command. Before the work has begun, while inputs are read and plugins are loaded, the machine
 * ends at once. During the work the signal's hook asks it to end early and keeps the machine alive
 * until it has. The exit status is the signal's, 130 for Ctrl-C.
 *
 * <p>{@code stop} and {@code interrupted} are guarded by this object's lock: either the hook finds
 * the work, or the work finds the interrupt.
 */
final class InterruptWatch implements AutoCloseable {
  /** Time after which the user is told why the command has not ended yet. */
  private static final long NOTICE_SECONDS = 1;

  /** A drive that has not answered for so long will not. */
  private static final long PATIENCE_SECONDS = 60;

  private final PrintWriter err;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;
  private @Nullable Runnable stop;
  private boolean interrupted;

  /** Begins to watch for interrupts, before the command begins its work. */
  InterruptWatch(PrintWriter err) {
    this.err = err;
    hook = Thread.ofPlatform().name("ioc-interrupt").unstarted(this::interrupted);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The signal came before the command began its work: no work is done.
      interrupted = true;
    }
  }

  /**
   * Does {@code work}, which {@code interrupt} ends early.
   *
   * @return the status that the work returned; {@link ExitStatus#INTERRUPTED} without any work if
   *     the signal has come already
   */
  int during(IntSupplier work, Runnable interrupt) {
    synchronized (this) {
      if (interrupted) {
        return ExitStatus.INTERRUPTED;
      }
      stop = interrupt;
    }
    return work.getAsInt();
  }

  /** Runs in the hook's thread. */
  private void interrupted() {
    PipeOutput.endWaits();
    Runnable begun;
    synchronized (this) {
      interrupted = true;
      begun = stop;
    }
    if (begun == null) {
      say("interrupted before the work began; nothing was done");
    } else {
      begun.run();
      awaitEnd();
    }
    OutputFile.deleteUnfinished().forEach(this::say);
  }

  private void awaitEnd() {
    try {
      if (done.await(NOTICE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
      say(
          "interrupted; waiting for I/O in flight to end and for readers of pipes, "
              + PATIENCE_SECONDS
              + " s at most");
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        say("I/O in flight has not ended within " + PATIENCE_SECONDS + " s; there is no report");
      }
    } catch (InterruptedException e) {
      // No code knows this thread; if it is interrupted nevertheless, the machine ends at once.
      Thread.currentThread().interrupt();
    }
  }

  private void say(String text) {
    err.println("ioc: " + text);
    err.flush();
  }

  /** Called when the command has ended and its report is written: ends the watch. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The machine is going down already, by the signal that this was made for.
      done.countDown();
    }
  }
}
