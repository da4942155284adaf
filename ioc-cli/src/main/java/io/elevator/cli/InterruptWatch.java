package io.elevator.cli;

import io.elevator.workload.files.OutputFile;
import io.elevator.workload.files.PipeOutput;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the end of the JVM by a signal (Ctrl-C or a termination) into an early end of the command.
 * Before the work begins, while inputs are read and plugins are loaded, the JVM ends at once.
 * During the work the shutdown hook asks the work to end early and keeps the JVM alive until the
 * work has ended. The exit status is that of the signal, 130 for Ctrl-C.
 *
 * <p>This object's lock guards {@code stop} and {@code interrupted}, so that either the hook finds
 * the work or the work finds the interrupt.
 */
final class InterruptWatch implements AutoCloseable {
  /**
   * Time after which the user is told why the interrupted command has not ended yet, in seconds.
   */
  private static final long NOTICE_SECONDS = 1;

  /**
   * Time after which the interrupted command does not wait any longer for a drive that has not
   * answered, in seconds.
   */
  private static final long PATIENCE_SECONDS = 60;

  private final PrintWriter err;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;
  private @Nullable Runnable stop;
  private boolean interrupted;

  /** Input that the command is reading before its work begins, the empty string if none. */
  private volatile String reading = "";

  /**
   * Starts to watch for signals. Called before the command begins its work.
   *
   * @param err receiver of messages to the user
   */
  InterruptWatch(PrintWriter err) {
    this.err = err;
    hook = Thread.ofPlatform().name("ioc-interrupt").unstarted(this::interrupted);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The signal came before the command began its work, so the work will not be done.
      interrupted = true;
    }
  }

  /**
   * Reads an input of the command. If a signal comes meanwhile, the message names the input,
   * because the command may wait for the writer of a pipe.
   *
   * @param name name of the input
   * @param read code that reads it
   * @return result of {@code read}
   */
  <T> T reading(String name, Supplier<T> read) {
    reading = name;
    T result = read.get();
    reading = "";
    return result;
  }

  /**
   * Performs the work of the command. When a signal comes, {@code interrupt} is called to end the
   * work early.
   *
   * @param work work of the command; returns its exit status
   * @param interrupt code that makes the work end early, called from the hook's thread
   * @return exit status of the work; {@link ExitStatus#INTERRUPTED} without doing the work if the
   *     signal has already come
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

  /**
   * Called in the thread of the shutdown hook when the JVM is shutting down: ends the work early
   * and deletes unfinished output files.
   */
  private void interrupted() {
    PipeOutput.endWaits();
    Runnable begun;
    synchronized (this) {
      interrupted = true;
      begun = stop;
    }
    if (begun == null) {
      String input = reading;
      say(
          input.isEmpty()
              ? "interrupted before the work began; nothing was done"
              : "interrupted while reading "
                  + input
                  + ", whose end has not come; nothing was done");
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
      // No code should interrupt this thread, because no code has a reference to it. If it is
      // interrupted nevertheless, the JVM ends at once.
      Thread.currentThread().interrupt();
    }
  }

  private void say(String text) {
    err.println("ioc: " + text);
    err.flush();
  }

  /** Ends the watch for signals. Called when the command has ended and its report is written. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // A shutdown hook can no longer be removed: the JVM is already shutting down because of a
      // signal.
      done.countDown();
    }
  }
}
