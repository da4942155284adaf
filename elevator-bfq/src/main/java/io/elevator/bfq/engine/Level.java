package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * One level of the hierarchy: the entities that compete directly with each other, three classes of
 * them.
 */
public final class Level {

  /** Real-time, best-effort, idle. */
  public static final int CLASSES = 3;

  private final @Nullable GroupEntity owner;
  private final ServiceTree[] trees = new ServiceTree[CLASSES];

  @Nullable Entity inService;

  /** What the next selection takes, without looking again. */
  @Nullable Entity nextInService;

  /** The tick since which class idle has had no turn of its own. */
  long idleClassTick;

  Level(@Nullable GroupEntity owner, long idleClassTick) {
    this.owner = owner;
    this.idleClassTick = idleClassTick;
    for (int i = 0; i < CLASSES; i++) {
      trees[i] = new ServiceTree();
    }
  }

  /** The service tree of a class: 0 real-time, 1 best-effort, 2 idle. */
  public ServiceTree tree(int classIndex) {
    return trees[classIndex];
  }

  /** The group whose children compete here; null at the root. */
  public @Nullable GroupEntity owner() {
    return owner;
  }

  /** The entity of this level being served, or null. */
  public @Nullable Entity inService() {
    return inService;
  }

  /** The entity that the next selection takes, or null. */
  public @Nullable Entity nextInService() {
    return nextInService;
  }

  boolean hasCandidate() {
    return nextInService != null || inService != null;
  }
}
