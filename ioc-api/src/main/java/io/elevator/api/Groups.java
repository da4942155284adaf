package io.elevator.api;

import java.util.Collection;

/** The tree of groups of a block layer. Thread-safe. */
public interface Groups {
  /** Returns the root group, which always exists. */
  Group root();

  /**
   * Creates a child of a group.
   *
   * @param parent parent of the new group
   * @param name name of the new group, unique among its siblings
   * @param weight weight from {@value Group#MIN_WEIGHT} to {@value Group#MAX_WEIGHT}
   * @throws IllegalArgumentException if the weight is out of range, or the name is empty or
   *     contains {@code /}
   * @throws IllegalStateException if the parent is removed or has a child of that name
   */
  Group create(Group parent, String name, int weight);

  /**
   * Changes the weight of a group. An elevator applies the new weight when it next queues the
   * group.
   *
   * @throws IllegalArgumentException if the weight is out of range or the group is the root
   */
  void weigh(Group group, int weight);

  /** Moves a task to a group. Bios that the task submits from now on belong to that group. */
  void move(Task task, Group group);

  /**
   * Removes a group that has neither tasks nor children.
   *
   * @throws IllegalStateException if the group has tasks or children, or is the root
   */
  void remove(Group group);

  /** Returns the children of a group, in order of creation. */
  Collection<Group> children(Group group);
}
