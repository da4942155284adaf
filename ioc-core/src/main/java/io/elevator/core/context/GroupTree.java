package io.elevator.core.context;

import io.elevator.api.Group;
import io.elevator.api.Groups;
import io.elevator.api.Task;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tree of groups of one block layer. The tree's lock guards the parent-child relations and is
 * not held while listeners are called. A group knows the number of its tasks, but not the tasks
 * ({@link CoreGroup}).
 */
public final class GroupTree implements Groups {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<GroupListener> listeners = new CopyOnWriteArrayList<>();
  private final CoreGroup root = new CoreGroup(this, null, "", 1, Group.DEFAULT_WEIGHT);
  private long lastSerial = root.serial();

  /** Creates a tree that consists of the root group. */
  public GroupTree() {}

  /** Adds a listener, which is called for all later changes of the tree. */
  public void addListener(GroupListener listener) {
    listeners.add(listener);
  }

  /** Removes a listener. A change that is in progress may still call the listener. */
  public void removeListener(GroupListener listener) {
    listeners.remove(listener);
  }

  @Override
  public Group root() {
    return root;
  }

  @Override
  public Group create(Group parent, String name, int weight) {
    CoreGroup above = own(parent);
    checkWeight(name, weight);
    if (name.isEmpty() || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "the name of a group is '" + name + "'; expected one or more characters other than /");
    }
    lock.lock();
    try {
      if (above.children.containsKey(name)) {
        throw new IllegalStateException("the " + above + " has a child '" + name + "' already");
      }
      if (!above.join()) {
        throw new IllegalStateException(
            "the " + above + " is removed: it cannot get a child '" + name + "'");
      }
      CoreGroup made = new CoreGroup(this, above, name, ++lastSerial, weight);
      above.children.put(name, made);
      return made;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void weigh(Group group, int weight) {
    CoreGroup weighed = own(group);
    if (weighed == root) {
      throw new IllegalArgumentException("the root group has no weight to set");
    }
    checkWeight(weighed.path(), weight);
    weighed.setWeight(weight);
    for (GroupListener listener : listeners) {
      listener.weightChanged(weighed);
    }
  }

  @Override
  public void move(Task task, Group group) {
    if (!(task instanceof CoreTask moved) || moved.registry().groups() != this) {
      throw new IllegalArgumentException(
          "task '" + task.name() + "' belongs to another block layer than the groups");
    }
    moved.moveTo(own(group));
  }

  @Override
  public void remove(Group group) {
    CoreGroup removed = own(group);
    CoreGroup parent = removed.parent();
    if (parent == null) {
      throw new IllegalStateException("the root group cannot be removed");
    }
    lock.lock();
    try {
      if (!removed.isOnline()) {
        throw new IllegalStateException("the " + removed + " is removed already");
      }
      if (!removed.retire()) {
        int children = removed.children.size();
        throw new IllegalStateException(
            "the "
                + removed
                + " has "
                + children
                + " children and "
                + (removed.holders() - children)
                + " tasks: it cannot be removed");
      }
      parent.children.remove(removed.name());
      parent.leave();
    } finally {
      lock.unlock();
    }
    for (GroupListener listener : listeners) {
      listener.removed(removed);
    }
  }

  @Override
  public Collection<Group> children(Group group) {
    CoreGroup parent = own(group);
    lock.lock();
    try {
      return List.copyOf(parent.children.values());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds a task to the number of members of a group.
   *
   * @param group group of the task, null for the root group
   * @return group of the task
   * @throws IllegalStateException if the group is removed
   */
  CoreGroup join(@Nullable Group group) {
    CoreGroup joined = group == null ? root : own(group);
    if (!joined.join()) {
      throw new IllegalStateException("the " + joined + " is removed: no task can be in it");
    }
    return joined;
  }

  private CoreGroup own(Group group) {
    if (!(group instanceof CoreGroup core) || core.tree != this) {
      throw new IllegalArgumentException(
          "group '" + group.path() + "' belongs to another block layer");
    }
    return core;
  }

  private static void checkWeight(String name, int weight) {
    if (weight < Group.MIN_WEIGHT || weight > Group.MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "weight "
              + weight
              + " of group '"
              + name
              + "' is not in "
              + Group.MIN_WEIGHT
              + ".."
              + Group.MAX_WEIGHT);
    }
  }
}
