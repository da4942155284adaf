package io.elevator.core.context;

import java.util.BitSet;

/**
 * Assigns ids to live queues: always the smallest free id, so that tables indexed by queue id stay
 * small. Thread-safe.
 */
public final class QueueIds {
  private final BitSet taken = new BitSet();

  /** Creates a source of ids; all ids are free. */
  public QueueIds() {}

  /** Takes the smallest free id. The first id is 0. */
  public synchronized int take() {
    int id = taken.nextClearBit(0);
    taken.set(id);
    return id;
  }

  /**
   * Frees an id, which another queue may then take. The icqs of the old queue must have been
   * cleared before.
   *
   * @throws IllegalStateException if the id is not taken
   */
  public synchronized void giveBack(int id) {
    if (id < 0 || !taken.get(id)) {
      throw new IllegalStateException("queue id " + id + " is not taken");
    }
    taken.clear(id);
  }
}
