package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * One level of the hierarchy: the entities that compete directly with each other, in three classes.
 */
public final class Level {

  /** Number of classes: real-time, best-effort and idle. */
  public static final int CLASSES = 3;

  private final @Nullable GroupEntity owner;
  private final ServiceTree[] trees = new ServiceTree[CLASSES];

  @Nullable Entity inService;

  /** Entity that the next selection will take, cached at the last change; null if there is none. */
  @Nullable Entity nextInService;

  /** Tick from which the waiting time of the idle class is counted. */
  long idleClassTick;

  Level(@Nullable GroupEntity owner, long idleClassTick) {
    this.owner = owner;
    this.idleClassTick = idleClassTick;
    for (int i = 0; i < CLASSES; i++) {
      trees[i] = new ServiceTree();
    }
  }

  /** Returns the service tree of a class: 0 is real-time, 1 best-effort, 2 idle. */
  public ServiceTree tree(int classIndex) {
    return trees[classIndex];
  }

  /** Returns the group whose children compete in this level; null for the root level. */
  public @Nullable GroupEntity owner() {
    return owner;
  }

  /** Returns the entity of this level that is in service, or null. */
  public @Nullable Entity inService() {
    return inService;
  }

  /** Returns the entity that the next selection will take, or null. */
  public @Nullable Entity nextInService() {
    return nextInService;
  }

  boolean hasCandidate() {
    return nextInService != null || inService != null;
  }
}
