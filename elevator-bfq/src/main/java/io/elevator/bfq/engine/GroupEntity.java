package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * A group of queues and groups. It is an entity in the level of its parent, and it owns the level
 * in which its children compete.
 */
public final class GroupEntity extends Entity {

  /** Smallest weight of a group. */
  public static final int MIN_WEIGHT = 1;

  /** Largest weight of a group. */
  public static final int MAX_WEIGHT = 1000;

  private static final int BEST_EFFORT_INDEX = 1;

  private final Level children = new Level(this, 0);

  /** Number of entities in the active trees of {@link #children}. */
  int activeChildren;

  /** True if the group is counted among the groups with pending requests. */
  boolean counted;

  /**
   * Creates a group.
   *
   * @param level level in which the group competes
   * @param parent parent group, or null directly below the root
   * @param weight initial weight
   */
  public GroupEntity(Level level, @Nullable GroupEntity parent, int weight) {
    super(level, parent, weight);
  }

  /**
   * Returns the index of the best-effort class. Groups are always best-effort compared with their
   * siblings; classes rank only the queues within one group.
   */
  @Override
  int classIndex() {
    return BEST_EFFORT_INDEX;
  }

  /** Returns the level in which the children of the group compete. */
  public Level children() {
    return children;
  }

  /** Returns the number of entities in the active trees of {@link #children()}. */
  public int activeChildren() {
    return activeChildren;
  }
}
