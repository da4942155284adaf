package io.elevator.api;

import java.util.Collection;

/** The tree of groups of a block layer. Thread-safe. */
public interface Groups {
  /** Returns the root, which is always there. */
  Group root();

  /**
   * Makes a group below another.
   *
   * @throws IllegalArgumentException if the weight is not in {@value Group#MIN_WEIGHT}..{@value
   *     Group#MAX_WEIGHT} or the name is empty or contains {@code /}
   * @throws IllegalStateException if the parent is removed or has a child of that name
   */
  Group create(Group parent, String name, int weight);

  /**
   * Changes a weight; elevators apply it when the group is next queued.
   *
   * @throws IllegalArgumentException if the weight is out of range or the group is the root
   */
  void weigh(Group group, int weight);

  /** Moves a task; bios it submits from now on belong to the new group. */
  void move(Task task, Group group);

  /**
   * Removes a group that has neither tasks nor children.
   *
   * @throws IllegalStateException if it has, or is the root
   */
  void remove(Group group);

  /** Returns the children of a group, in order of creation. */
  Collection<Group> children(Group group);
}
