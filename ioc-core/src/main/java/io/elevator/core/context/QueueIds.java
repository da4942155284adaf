package io.elevator.core.context;

import java.util.BitSet;

/**
 * Numbers for live queues: always the smallest free one, so that an index of icqs by id stays
 * small. Thread-safe.
 */
public final class QueueIds {
  private final BitSet taken = new BitSet();

  /** Makes a source of ids of which none is taken. */
  public QueueIds() {}

  /** Takes the smallest free id, from 0. */
  public synchronized int take() {
    int id = taken.nextClearBit(0);
    taken.set(id);
    return id;
  }

  /**
   * Gives an id back, after the queue's icqs were cleared: from now on another queue may have it.
   *
   * @throws IllegalStateException if it is not taken
   */
  public synchronized void giveBack(int id) {
    if (id < 0 || !taken.get(id)) {
      throw new IllegalStateException("queue id " + id + " is not taken");
    }
    taken.clear(id);
  }
}
