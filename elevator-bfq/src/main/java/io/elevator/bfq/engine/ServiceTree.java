package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * One class of one level: the backlogged entities, those whose finish time is still ahead, virtual
 * time and weight sum.
 */
public final class ServiceTree {

  final ActiveTree active = new ActiveTree();
  final IdleTree idle = new IdleTree();

  /** V, the virtual time of this class and level. */
  long vtime;

  /** W, the sum of the weights of all entities in the two trees or in service. */
  long weightSum;

  ServiceTree() {}

  /** Virtual time. */
  public long vtime() {
    return vtime;
  }

  /** Sum of the weights of all entities in a tree or in service. */
  public long weightSum() {
    return weightSum;
  }

  /** The first backlogged entity by finish time, or null. */
  public @Nullable Entity firstActive() {
    return active.first();
  }

  /** The first entity of the idle tree as its literal pointer says, or null. */
  public @Nullable Entity firstIdle() {
    return idle.firstIdle();
  }
}
