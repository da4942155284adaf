package io.elevator.core.context;

import io.elevator.api.Group;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group of one {@link GroupTree}. Place and name never change; the weight is a volatile number;
 * the children are guarded by the tree's lock. {@code holders} counts tasks and children, so that
 * removal and joining decide between them with one atomic step, without the tree's lock for each
 * task: it goes from 0 to {@value #REMOVED}, once, and never up from there.
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

  /** Counts a task or a child, unless the group is removed. */
  boolean join() {
    for (int now = holders; now != REMOVED; now = holders) {
      if (HOLDERS.compareAndSet(this, now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** A task or a child is gone. */
  void leave() {
    int before = (int) HOLDERS.getAndAdd(this, -1);
    if (before <= 0) {
      HOLDERS.getAndAdd(this, 1);
      throw new IllegalStateException("group '" + path() + "' has no task or child to lose");
    }
  }

  /** Ends the group, unless it has a task or a child. */
  boolean retire() {
    return HOLDERS.compareAndSet(this, 0, REMOVED);
  }

  /** Returns how many tasks and children there are; {@value #REMOVED} when removed. */
  int holders() {
    return holders;
  }

  @Override
  public String toString() {
    return parent == null ? "root group" : "group '" + path() + "'";
  }
}
