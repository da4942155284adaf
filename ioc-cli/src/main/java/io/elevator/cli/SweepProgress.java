package io.elevator.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Display of the progress of a sweep on a terminal: number of completed points and estimated time.
 * Thread-safe: all methods lock this object.
 */
final class SweepProgress {
  private final int points;
  private final PrintWriter err;
  private final boolean watched;
  private final InstantSource calendar;
  private final Instant start;
  private int shown;

  SweepProgress(int points, PrintWriter err, boolean watched, InstantSource calendar) {
    this.points = points;
    this.err = err;
    this.watched = watched;
    this.calendar = calendar;
    this.start = calendar.instant();
  }

  /**
   * Shows the number of completed points and the estimated remaining time. The estimate assumes
   * that the remaining points take as long as the completed ones.
   *
   * @param done number of completed points
   */
  synchronized void show(int done) {
    if (watched && done > shown) {
      shown = done;
      PlainWriter.control(err, "\r");
      err.print(text(done, Duration.between(start, calendar.instant()).toNanos()));
      PlainWriter.control(err, "\u001b[K");
      err.flush();
    }
  }

  /**
   * Returns the text of the progress line.
   *
   * @param done number of completed points
   * @param nanos time since the start, in nanoseconds
   */
  String text(int done, long nanos) {
    long left = (long) (nanos / 1e9 / done * (points - done) + 0.999);
    return String.format(
        Locale.ROOT,
        "sweep: %d of %d points [%.1f%%][eta %02dm:%02ds]",
        done,
        points,
        100.0 * done / points,
        left / 60,
        left % 60);
  }

  /** Removes the progress line from the terminal. */
  synchronized void clear() {
    if (shown > 0) {
      PlainWriter.control(err, "\r\u001b[K");
      err.flush();
    }
  }
}
