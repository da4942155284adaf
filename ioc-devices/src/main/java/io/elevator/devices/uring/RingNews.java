package io.elevator.devices.uring;

import io.elevator.devices.defects.Delivery;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.spi.Completions;
import io.elevator.spi.HardwareQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a ring has to tell the core and must not tell with its lock held: requests that the kernel
 * refused to begin, and the ring's death.
 *
 * <p>Thread-safe: the ring's lock guards the fields; {@link #unsettled} says without it that there
 * is something to tell.
 */
final class RingNews {
  private final ReentrantLock lock;
  private final DriveDefects defects;

  /** Requests to be completed. */
  private Completions refused = new Completions(1);

  /** Cause of a death that was not declared yet. */
  private @Nullable Throwable death;

  private volatile boolean unsettled;

  /** Makes it for a ring with a lock. */
  RingNews(ReentrantLock lock, DriveDefects defects) {
    this.lock = lock;
    this.defects = defects;
  }

  /** Returns the batch that takes refused requests; with the lock, and call {@link #add} then. */
  Completions refused() {
    return refused;
  }

  /** Notes that there are refused requests, or a death; with the lock. */
  void add(@Nullable Throwable cause) {
    if (cause != null) {
      death = cause;
    }
    unsettled = true;
  }

  /** Tells it; without the lock. Throws nothing: what lacked memory is told by the next call. */
  void tell(HardwareQueue hctx, Delivery delivery) {
    if (!unsettled) {
      return;
    }
    try {
      tellAll(hctx, delivery);
    } catch (Throwable t) {
      defects.report(t);
    }
  }

  private void tellAll(HardwareQueue hctx, Delivery delivery) {
    Completions ended;
    Throwable cause;
    lock.lock();
    try {
      ended = refused;
      refused = new Completions(1);
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
