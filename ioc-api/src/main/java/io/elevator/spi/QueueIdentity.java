package io.elevator.spi;

/**
 * Which queue something belongs to. Compared by identity: ids are the smallest free integers and
 * are used again as soon as a queue is gone.
 */
public abstract class QueueIdentity {
  private final int id;

  /** Only the core makes queues. */
  protected QueueIdentity(int id) {
    this.id = id;
  }

  /** Returns a number that no other live queue has. */
  public final int id() {
    return id;
  }
}
