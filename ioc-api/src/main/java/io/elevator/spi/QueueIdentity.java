package io.elevator.spi;

/**
 * The identity of a queue. Compare objects, not ids: an id is the smallest free integer and is used
 * again as soon as its queue has ended.
 */
public abstract class QueueIdentity {
  private final int id;

  /**
   * Called by the core only.
   *
   * @param id number of the queue
   */
  protected QueueIdentity(int id) {
    this.id = id;
  }

  /** Returns the number of the queue, which no other live queue has. */
  public final int id() {
    return id;
  }
}
