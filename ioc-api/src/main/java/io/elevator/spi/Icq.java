package io.elevator.spi;

import io.elevator.api.IoContext;

/**
 * An elevator's record for one pair of io context and queue ({@code io_cq}). An elevator that needs
 * icqs subclasses this with its own fields and returns a {@link Factory}. The core creates an icq
 * at the pair's first request, finds it without a lock, and drops it when the context or the queue
 * ends. An icq is never used for another pair. The elevator's own lock guards the fields of the
 * subclass.
 */
public abstract class Icq {
  private final IcqOwner owner;

  /** Queue of the owner; repeated here because each lookup compares it. */
  private final QueueIdentity queue;

  /**
   * Creates an icq. Called by the core with no lock held; the subclass must not call the library.
   *
   * @param owner core's record of this icq
   */
  protected Icq(IcqOwner owner) {
    this.owner = owner;
    queue = owner.queue();
  }

  /** Creates the icqs of an elevator. */
  @FunctionalInterface
  public interface Factory {
    /** Creates the icq of an owner. All fields of the subclass have their default values. */
    Icq newIcq(IcqOwner owner);
  }

  /** Returns the core's record of this icq. */
  public final IcqOwner owner() {
    return owner;
  }

  /** Returns the queue that this icq belongs to. */
  public final QueueIdentity queue() {
    return queue;
  }

  /** Returns the io context that this icq belongs to. */
  public final IoContext context() {
    return owner.context();
  }

  /** Writes the elevator's own fields of this icq, for statistics. Called by any thread. */
  public void describe(StateWriter out) {}
}
