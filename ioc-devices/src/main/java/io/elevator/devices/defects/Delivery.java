package io.elevator.devices.defects;

import io.elevator.api.BioStatus;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import java.util.concurrent.locks.LockSupport;

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
        completeIfStarted(hctx, batch.cookie(i), batch.status(i));
      }
    }
  }

  /** Completes a request; never throws. */
  public void complete(DriverQueue hctx, long cookie, BioStatus status) {
    try {
      hctx.complete(cookie, status);
    } catch (Throwable t) {
      defects.report(t);
      completeIfStarted(hctx, cookie, status);
    }
  }

  /** Completes a request unless an attempt that threw has done so. */
  private void completeIfStarted(DriverQueue hctx, long cookie, BioStatus status) {
    Throwable last = null;
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      try {
        if (hctx.started(cookie) != null) {
          hctx.complete(cookie, status);
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
