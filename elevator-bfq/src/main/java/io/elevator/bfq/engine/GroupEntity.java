package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * A group of queues and groups: an entity of its parent's level that owns the level its children
 * compete in.
 */
public final class GroupEntity extends Entity {

  /** Smallest and largest weight of a group. */
  public static final int MIN_WEIGHT = 1;

  /** See {@link #MIN_WEIGHT}. */
  public static final int MAX_WEIGHT = 1000;

  private static final int BEST_EFFORT_INDEX = 1;

  private final Level children = new Level(this, 0);

  /** Entities in the active trees of {@link #children}. */
  int activeChildren;

  /** Counted among the groups with pending requests. */
  boolean counted;

  /** A group below {@code parent}, or directly below the root when that is null. */
  public GroupEntity(Level level, @Nullable GroupEntity parent, int weight) {
    super(level, parent, weight);
  }

  /**
   * Groups are always best-effort among their siblings; a class only ranks the queues inside its
   * group.
   */
  @Override
  int classIndex() {
    return BEST_EFFORT_INDEX;
  }

  /** The level in which the group's children compete. */
  public Level children() {
    return children;
  }

  /** Entities in the active trees of this group's level. */
  public int activeChildren() {
    return activeChildren;
  }
}
