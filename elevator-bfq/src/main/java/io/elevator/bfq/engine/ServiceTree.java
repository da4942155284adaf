package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * The state of one class in one level: the backlogged entities, the idle entities whose finish time
 * is still ahead of virtual time, the virtual time, and the sum of weights.
 */
public final class ServiceTree {

  final ActiveTree active = new ActiveTree();
  final IdleTree idle = new IdleTree();

  /** Virtual time of this class and level ("V" in the literature). */
  long vtime;

  /** Sum of the weights of all entities in the two trees or in service ("W" in the literature). */
  long weightSum;

  ServiceTree() {}

  /** Returns the virtual time. */
  public long vtime() {
    return vtime;
  }

  /** Returns the sum of the weights of all entities in a tree or in service. */
  public long weightSum() {
    return weightSum;
  }

  /** Returns the backlogged entity with the earliest finish time, or null. */
  public @Nullable Entity firstActive() {
    return active.first();
  }

  /**
   * Returns the first entity of the idle tree according to the tree's pointer (see {@code
   * IdleTree}), or null.
   */
  public @Nullable Entity firstIdle() {
    return idle.firstIdle();
  }
}
