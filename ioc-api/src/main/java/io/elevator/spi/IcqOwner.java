package io.elevator.spi;

import io.elevator.api.IoContext;

/**
 * The core's side of an icq: whose it is and the figures common to all elevators. The owner fields
 * never change, which is what makes the lookup without a lock sound. Given to {@link Icq}'s
 * constructor; plugins only pass it on. Figures may be read by any thread and are a moving picture.
 */
public abstract class IcqOwner {
  private final QueueIdentity queue;
  private final IoContext context;

  /** Only the core makes owners. */
  protected IcqOwner(QueueIdentity queue, IoContext context) {
    this.queue = queue;
    this.context = context;
  }

  /** Returns the queue. */
  public final QueueIdentity queue() {
    return queue;
  }

  /** Returns the I/O context. */
  public final IoContext context() {
    return context;
  }

  /** Whether the exit hook has run: the tasks are gone, their requests may still be under way. */
  public abstract boolean isExited();

  /** Returns how many requests were made. */
  public abstract long queued();

  /** Returns how many requests were handed to the driver. */
  public abstract long dispatched();

  /** Returns how many bios were merged into queued requests. */
  public abstract long merged();

  /** Returns how many bytes were completed. */
  public abstract long bytes();

  /** Returns the nanoseconds that completed requests waited here, from allocation to the driver. */
  public abstract long waitNanos();

  /** Returns the nanoseconds that completed requests spent in the device. */
  public abstract long deviceNanos();
}
