package io.elevator.spi;

import io.elevator.api.IoContext;

/**
 * An elevator's record for one pair of I/O context and queue ({@code io_cq}). An elevator that
 * wants one subclasses it with its own fields and offers a {@link Factory}; the core makes one at
 * the pair's first request, keeps it, finds it without a lock, and lets it go when either side
 * does. Never used again for another pair. Private fields are guarded by the elevator's own lock.
 */
public abstract class Icq {
  private final IcqOwner owner;

  /** The owner's; here as well, since each lookup compares it. */
  private final QueueIdentity queue;

  /**
   * Makes one for an owner given by the core. Runs under no lock; must not call into the library.
   */
  protected Icq(IcqOwner owner) {
    this.owner = owner;
    queue = owner.queue();
  }

  /** Makes an elevator's icqs. */
  @FunctionalInterface
  public interface Factory {
    /** Makes the icq of an owner; its private fields must be as fresh as zero-filled memory. */
    Icq newIcq(IcqOwner owner);
  }

  /** Returns the core's side of it. */
  public final IcqOwner owner() {
    return owner;
  }

  /** Returns the queue it belongs to. */
  public final QueueIdentity queue() {
    return queue;
  }

  /** Returns the I/O context it belongs to. */
  public final IoContext context() {
    return owner.context();
  }

  /** Writes what is the elevator's own in it, for statistics; any thread. */
  public void describe(StateWriter out) {}
}
