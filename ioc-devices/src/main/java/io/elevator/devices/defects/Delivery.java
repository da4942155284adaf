package io.elevator.devices.defects;

import io.elevator.api.BioStatus;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Completes requests and survives any exception of the hardware queue, such as an {@link
 * OutOfMemoryError}: the requests of a batch that are still started after an exception are
 * completed one by one, with repeated attempts after pauses. So a defect of one request does not
 * affect other requests, and the thread or timer that serves the drive continues. If a request
 * cannot be completed within a second, the queue is declared dead.
 *
 * <p>Thread-safe: immutable except for the rate limit of its reports.
 */
public final class Delivery {
  private static final int MOST_ATTEMPTS = 1000;
  private static final long PAUSE_NANOS = 1_000_000;

  private final DriveDefects defects;

  /**
   * Creates a delivery for a drive.
   *
   * @param context services of the core
   * @param where place in the driver, for reports
   */
  public Delivery(DriverContext context, String where) {
    defects = new DriveDefects(context, where);
  }

  /**
   * Completes all requests of a batch; never throws. When this method returns, the caller may fill
   * the batch again.
   */
  public void complete(DriverQueue hctx, Completions batch) {
    try {
      hctx.complete(batch);
    } catch (Throwable t) {
      defects.report(t);
      for (int i = 0; i < batch.size(); i++) {
        completeIfStarted(
            hctx,
            batch.cookie(i),
            batch.status(i),
            batch.errno(i),
            batch.cause(i),
            batch.transferred(i));
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
      completeIfStarted(hctx, cookie, status, errno, cause, Completions.ALL);
    }
  }

  /**
   * Completes a request for which the drive moved fewer bytes than the request has; never throws.
   *
   * @param transferred number of bytes that were moved
   */
  public void completeShort(DriverQueue hctx, long cookie, long transferred) {
    try {
      hctx.completeShort(cookie, transferred);
    } catch (Throwable t) {
      defects.report(t);
      completeIfStarted(hctx, cookie, BioStatus.OK, 0, null, transferred);
    }
  }

  /**
   * Completes a request in one of the two ways.
   *
   * @param transferred number of bytes that were moved if that is less than all, else {@link
   *     Completions#ALL}
   */
  public void complete(
      DriverQueue hctx,
      long cookie,
      BioStatus status,
      int errno,
      @Nullable Throwable cause,
      long transferred) {
    if (transferred == Completions.ALL) {
      complete(hctx, cookie, status, errno, cause);
    } else {
      completeShort(hctx, cookie, transferred);
    }
  }

  /**
   * Completes a request, unless it was already completed by an earlier attempt that then threw an
   * exception.
   */
  private void completeIfStarted(
      DriverQueue hctx,
      long cookie,
      BioStatus status,
      int errno,
      @Nullable Throwable cause,
      long transferred) {
    Throwable last = null;
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      try {
        if (hctx.started(cookie) == null) {
          return;
        }
        if (transferred == Completions.ALL) {
          hctx.complete(cookie, status, errno, cause);
        } else {
          hctx.completeShort(cookie, transferred);
        }
        return;
      } catch (Throwable t) {
        last = t;
        defects.report(t);
        // The last attempt probably failed because the heap is full. The pause gives other threads
        // time to free memory.
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
    if (last != null) {
      defects.declareDead(last);
    }
  }
}
