package io.elevator.core.context;

import io.elevator.api.Group;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group of one {@link GroupTree}. Parent and name never change, the weight is volatile, and the
 * tree's lock guards the children.
 *
 * <p>{@code holders} counts the tasks and child groups in one atomic word. So a removal of the
 * group and a task that joins it exclude each other without the tree's lock. The word changes from
 * 0 to {@value #REMOVED} at most once and does not change afterwards.
 */
final class CoreGroup extends Group {
  private static final int REMOVED = -1;
  private static final VarHandle HOLDERS;

  static {
    try {
      HOLDERS = MethodHandles.lookup().findVarHandle(CoreGroup.class, "holders", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final GroupTree tree;
  final Map<String, CoreGroup> children = new LinkedHashMap<>();
  private final @Nullable CoreGroup parent;
  private final String name;
  private final long serial;
  private final int depth;
  private volatile int weight;
  private volatile int holders;

  CoreGroup(GroupTree tree, @Nullable CoreGroup parent, String name, long serial, int weight) {
    this.tree = tree;
    this.parent = parent;
    this.name = name;
    this.serial = serial;
    this.depth = parent == null ? 0 : parent.depth + 1;
    this.weight = weight;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public @Nullable CoreGroup parent() {
    return parent;
  }

  @Override
  public long serial() {
    return serial;
  }

  @Override
  public int weight() {
    return weight;
  }

  void setWeight(int value) {
    weight = value;
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public boolean isOnline() {
    return holders != REMOVED;
  }

  /**
   * Adds a task or a child group to the number of holders, unless the group is removed.
   *
   * @return false if the group is removed
   */
  boolean join() {
    for (int now = holders; now != REMOVED; now = holders) {
      if (HOLDERS.compareAndSet(this, now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Removes a task or a child group from the number of holders.
   *
   * @throws IllegalStateException if the number is 0
   */
  void leave() {
    int before = (int) HOLDERS.getAndAdd(this, -1);
    if (before <= 0) {
      HOLDERS.getAndAdd(this, 1);
      throw new IllegalStateException("group '" + path() + "' has no task or child to lose");
    }
  }

  /**
   * Marks the group as removed, unless it has a task or a child group.
   *
   * @return whether this call has marked the group
   */
  boolean retire() {
    return HOLDERS.compareAndSet(this, 0, REMOVED);
  }

  /** Returns the number of tasks and child groups; {@value #REMOVED} if the group is removed. */
  int holders() {
    return holders;
  }

  @Override
  public String toString() {
    return parent == null ? "root group" : "group '" + path() + "'";
  }
}
