package io.elevator.cli;

import io.elevator.report.fio.ProgressLine;
import io.elevator.report.text.PlainText;
import io.elevator.workload.input.Shortened;
import io.elevator.workload.run.ProgressSnapshot;
import io.elevator.workload.session.RunObserver;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Display of progress in one line of a terminal, which is overwritten repeatedly, and removed
 * before other messages. Without a terminal nothing is shown. Thread-safe: all methods lock this
 * object, because messages come from any thread.
 */
final class ProgressDisplay implements RunObserver {
  private static final String START_OF_LINE = "\r";
  private static final String CLEAR_TO_END = "\u001b[K";

  /**
   * Least time between two updates of the line. It is needed because virtual time may run a
   * thousand times faster than people can read.
   */
  private static final Duration LEAST = Duration.ofMillis(200);

  private final PrintWriter err;
  private final boolean watched;
  private final InstantSource calendar;
  private final ProgressLine line = new ProgressLine();
  private Instant last = Instant.MIN;
  private boolean shown;

  ProgressDisplay(PrintWriter err, boolean watched, InstantSource calendar) {
    this.err = err;
    this.watched = watched;
    this.calendar = calendar;
  }

  /** Shows the progress of the run in the line. */
  @Override
  public synchronized void progress(ProgressSnapshot snapshot) {
    Instant now = calendar.instant();
    if (!watched || (shown && Duration.between(last, now).compareTo(LEAST) < 0)) {
      return;
    }
    last = now;
    shown = true;
    PlainWriter.control(err, START_OF_LINE);
    err.print(PlainText.of(line.text(snapshot)));
    PlainWriter.control(err, CLEAR_TO_END);
    err.flush();
  }

  /** Prints a message on a line of its own, if progress is shown. Otherwise does nothing. */
  @Override
  public synchronized void tell(String text) {
    if (watched) {
      clear();
      err.println(PlainText.of(Shortened.of(text, Complaint.LONGEST)));
    }
  }

  /** Prints a message on a line of its own, even if progress is not shown. */
  @Override
  public synchronized void complain(String text) {
    clear();
    err.println("ioc: " + PlainText.of(Shortened.of(text, Complaint.LONGEST)));
  }

  /** Removes the progress line from the terminal. */
  synchronized void clear() {
    if (shown) {
      PlainWriter.control(err, START_OF_LINE + CLEAR_TO_END);
      err.flush();
      shown = false;
    }
  }
}
