package io.elevator.devices.defects;

import io.elevator.api.BioStatus;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hands completions to hardware queues and survives any exception of that, such as an {@link
 * OutOfMemoryError}: the requests of a batch that are still started afterwards are completed one by
 * one, again after a pause if need be. So a defect of one request takes no other request with it,
 * and the thread or timer that serves the drive goes on. If a request cannot be completed within a
 * second, the queue is declared dead.
 *
 * <p>Thread-safe: immutable but for the rate limit of its reports.
 */
public final class Delivery {
  private static final int MOST_ATTEMPTS = 1000;
  private static final long PAUSE_NANOS = 1_000_000;

  private final DriveDefects defects;

  /**
   * Makes a delivery for a drive.
   *
   * @param where place for reports
   */
  public Delivery(DriverContext context, String where) {
    defects = new DriveDefects(context, where);
  }

  /** Completes a batch; never throws. The batch may be used again on return. */
  public void complete(DriverQueue hctx, Completions batch) {
    try {
      hctx.complete(batch);
    } catch (Throwable t) {
      defects.report(t);
      for (int i = 0; i < batch.size(); i++) {
        completeIfStarted(hctx, batch.cookie(i), batch.status(i), batch.errno(i), batch.cause(i));
      }
    }
  }

  /** Completes a request without a cause; never throws. */
  public void complete(DriverQueue hctx, long cookie, BioStatus status) {
    complete(hctx, cookie, status, 0, null);
  }

  /**
   * Completes a request; never throws.
   *
   * @param errno error number of Linux, or 0
   * @param cause exception that explains a failure, or null
   */
  public void complete(
      DriverQueue hctx, long cookie, BioStatus status, int errno, @Nullable Throwable cause) {
    try {
      hctx.complete(cookie, status, errno, cause);
    } catch (Throwable t) {
      defects.report(t);
      completeIfStarted(hctx, cookie, status, errno, cause);
    }
  }

  /** Completes a request unless an attempt that threw has done so. */
  private void completeIfStarted(
      DriverQueue hctx, long cookie, BioStatus status, int errno, @Nullable Throwable cause) {
    Throwable last = null;
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      try {
        if (hctx.started(cookie) != null) {
          hctx.complete(cookie, status, errno, cause);
        }
        return;
      } catch (Throwable t) {
        last = t;
        defects.report(t);
        // The heap is full, most likely: another thread needs time to free some of it.
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
    if (last != null) {
      defects.declareDead(last);
    }
  }
}
