package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * A node in the tree of groups, for instance a tenant, a shard or a subsystem. An elevator with
 * group scheduling (BFQ) divides the drive between sibling groups by weight. Other elevators only
 * keep bios of different groups in separate requests. Thread-safe. Source: the cgroup v2 tree and
 * its {@code bfq.weight}.
 */
public abstract class Group {
  /** Weight of a group that was given none. */
  public static final int DEFAULT_WEIGHT = 100;

  /** Smallest weight. */
  public static final int MIN_WEIGHT = 1;

  /** Largest weight. */
  public static final int MAX_WEIGHT = 1000;

  /** Called by the core only. */
  protected Group() {}

  /** Returns the name, unique among the siblings of this group. */
  public abstract String name();

  /** Returns the parent group, or null for the root. */
  public abstract @Nullable Group parent();

  /** Returns a number above 0 that no other group of this block layer has had. */
  public abstract long serial();

  /** Returns the current weight, from {@value #MIN_WEIGHT} to {@value #MAX_WEIGHT}. */
  public abstract int weight();

  /** Returns the number of ancestors: 0 for the root. */
  public abstract int depth();

  /** Returns whether the group exists: it was not removed. */
  public abstract boolean isOnline();

  /**
   * Returns the names from the root's child down to this group, joined by {@code /}; empty for the
   * root.
   */
  public final String path() {
    Group parent = parent();
    if (parent == null) {
      return "";
    }
    return parent.parent() == null ? name() : parent.path() + '/' + name();
  }
}
