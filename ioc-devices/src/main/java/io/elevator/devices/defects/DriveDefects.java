package io.elevator.devices.defects;

import io.elevator.spi.driver.DriverContext;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A reporter of one kind of defect of a drive. It reports at most once in ten seconds, so that a
 * mistake that each I/O repeats does not produce a message for each I/O. Reporting never throws,
 * because the threads of a drive call it from their outermost exception handler.
 *
 * <p>Thread-safe. {@link #nextNanos} is advanced by compare-and-set. The thread that succeeds
 * reports; the other threads increment {@link #unreported}, which the next report includes.
 */
public final class DriveDefects {
  private static final long PERIOD_NANOS = 10_000_000_000L;

  private final DriverContext context;
  private final String where;
  private final AtomicLong nextNanos = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong unreported = new AtomicLong();

  /**
   * Creates a reporter of one kind of defect of a drive.
   *
   * @param context services of the core
   * @param where place of the defects in the driver, for the message
   */
  public DriveDefects(DriverContext context, String where) {
    this.context = context;
    this.where = where;
  }

  /** Reports a defect, or only counts it if a defect was reported within the last ten seconds. */
  public void report(Throwable defect) {
    report("", defect);
  }

  /**
   * Reports a defect of a part of the drive, or only counts it if a defect was reported within the
   * last ten seconds.
   *
   * @param part request or other part, converted to text only if the defect is reported
   * @param defect exception that describes the defect
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
      // Reporting failed, because there is no memory for the message or the sink throws. The
      // exception is dropped: the caller must go on serving its drive.
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

  /** Returns the number of defects that were counted but not reported since the last report. */
  public long unreported() {
    return unreported.get();
  }
}
