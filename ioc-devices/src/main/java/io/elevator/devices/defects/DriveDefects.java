package io.elevator.devices.defects;

import io.elevator.spi.driver.DriverContext;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reports one kind of defect of a drive, at most once each ten seconds, so that a caller's mistake
 * that every I/O repeats does not write a line for every I/O. Reporting never throws, as the
 * threads that serve a drive report from their last guard.
 *
 * <p>Thread-safe. {@link #nextNanos} is moved by compare-and-set, so one thread of several reports;
 * the others raise {@link #unreported}, which the next report states.
 */
public final class DriveDefects {
  private static final long PERIOD_NANOS = 10_000_000_000L;

  private final DriverContext context;
  private final String where;
  private final AtomicLong nextNanos = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong unreported = new AtomicLong();

  /**
   * Makes a reporter of one kind of defect.
   *
   * @param where place of the defects, for the message
   */
  public DriveDefects(DriverContext context, String where) {
    this.context = context;
    this.where = where;
  }

  /** Reports a defect, or counts it if one was reported within the last ten seconds. */
  public void report(Throwable defect) {
    report("", defect);
  }

  /**
   * Does the same for a defect of a part of the drive.
   *
   * @param part request or other part, whose text is made only if the defect is reported
   */
  public void report(Object part, Throwable defect) {
    try {
      long now = context.clock().now();
      long next = nextNanos.get();
      if (now < next || !nextNanos.compareAndSet(next, now + PERIOD_NANOS)) {
        unreported.incrementAndGet();
        return;
      }
      long before = unreported.getAndSet(0);
      String which = part.toString();
      String place = which.isEmpty() ? where : where + ": " + which;
      context.report(
          before == 0 ? place : place + " (" + before + " more of this kind since the last)",
          defect);
    } catch (Throwable t) {
      // No memory for the message, or a sink that throws: the caller still has to serve its drive.
      unreported.incrementAndGet();
    }
  }

  /** Declares the drive dead, see {@link DriverContext#declareDead}; never throws. */
  public void declareDead(Throwable cause) {
    try {
      context.declareDead(where, cause);
    } catch (Throwable t) {
      report(t);
    }
  }

  /** Returns how many defects were counted since the last report. */
  public long unreported() {
    return unreported.get();
  }
}
