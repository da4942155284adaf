package io.elevator.spi;

import io.elevator.api.IoContext;

/**
 * The core's record of an icq: its queue, its io context, and the figures that all elevators have
 * in common. Queue and context never change, which makes the lookup without a lock sound. The core
 * passes the owner to {@link Icq}'s constructor; a plugin only passes it on. Any thread may read
 * the figures; figures read one after another may be from slightly different moments.
 */
public abstract class IcqOwner {
  private final QueueIdentity queue;
  private final IoContext context;

  /** Called by the core only. */
  protected IcqOwner(QueueIdentity queue, IoContext context) {
    this.queue = queue;
    this.context = context;
  }

  /** Returns the queue. */
  public final QueueIdentity queue() {
    return queue;
  }

  /** Returns the io context. */
  public final IoContext context() {
    return context;
  }

  /**
   * Returns whether {@link Elevator#exitIcq} has run: all tasks of the context have exited; their
   * requests may still be in flight.
   */
  public abstract boolean isExited();

  /** Returns the number of requests that were allocated. */
  public abstract long queued();

  /** Returns the number of requests that were handed to the driver. */
  public abstract long dispatched();

  /** Returns the number of bios that were merged into queued requests. */
  public abstract long merged();

  /** Returns the number of bytes that were completed. */
  public abstract long bytes();

  /**
   * Returns the time that completed requests spent in the queue, from allocation to the driver,
   * summed up in nanoseconds.
   */
  public abstract long waitNanos();

  /** Returns the time that completed requests spent in the device, summed up in nanoseconds. */
  public abstract long deviceNanos();
}
