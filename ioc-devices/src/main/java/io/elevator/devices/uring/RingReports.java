package io.elevator.devices.uring;

import io.elevator.devices.defects.Delivery;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reports that a ring makes to the core after it has released its lock: requests that the kernel
 * refused to begin, and the ring's death.
 *
 * <p>Thread-safe: the ring's lock guards the fields. {@link #unsettled} shows without the lock that
 * there is a report to make.
 */
final class RingReports {
  private final ReentrantLock lock;
  private final int depth;
  private final DriveDefects defects;

  /** Completions of the requests that the kernel refused to begin; each has an error. */
  private Completions refused;

  /** Cause of the ring's death that was not declared to the core yet. */
  private @Nullable Throwable death;

  private volatile boolean unsettled;

  /**
   * Creates the reports of a ring.
   *
   * @param lock lock of the ring
   * @param depth largest number of requests in the ring
   */
  RingReports(ReentrantLock lock, int depth, DriveDefects defects) {
    this.lock = lock;
    this.depth = depth;
    refused = new Completions(depth);
    this.defects = defects;
  }

  /**
   * Returns the batch to which the caller adds refused requests. Called with the lock held; {@link
   * #add} must follow.
   */
  Completions refused() {
    return refused;
  }

  /**
   * Records that requests were refused, or that the ring has died. Called with the lock held.
   *
   * @param cause cause of the death, or null
   */
  void add(@Nullable Throwable cause) {
    if (cause != null) {
      death = cause;
    }
    unsettled = true;
  }

  /**
   * Makes the reports. Called without the lock. Never throws: a report that failed for lack of
   * memory is made by the next call.
   */
  void tell(DriverQueue hctx, Delivery delivery) {
    if (!unsettled) {
      return;
    }
    try {
      tellAll(hctx, delivery);
    } catch (Throwable t) {
      defects.report(t);
    }
  }

  private void tellAll(DriverQueue hctx, Delivery delivery) {
    Completions ended;
    Throwable cause;
    lock.lock();
    try {
      ended = refused;
      refused = new Completions(depth);
      unsettled = false;
      cause = death;
      death = null;
    } finally {
      lock.unlock();
    }
    if (cause != null) {
      defects.declareDead(cause);
    }
    if (ended.size() > 0) {
      delivery.complete(hctx, ended);
    }
  }
}
