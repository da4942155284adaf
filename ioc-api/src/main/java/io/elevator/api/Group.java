package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * A node in the tree of groups: a tenant, a shard, a subsystem. An elevator with group scheduling
 * (BFQ) shares the drive between siblings by weight; for the others a group only separates merges.
 * Thread-safe. Source: the cgroup v2 tree and its {@code bfq.weight}.
 */
public abstract class Group {
  /** The weight of a group for which none was set. */
  public static final int DEFAULT_WEIGHT = 100;

  /** The smallest weight. */
  public static final int MIN_WEIGHT = 1;

  /** The largest weight. */
  public static final int MAX_WEIGHT = 1000;

  /** Only the library's core makes groups. */
  protected Group() {}

  /** Returns the name, unique among its siblings. */
  public abstract String name();

  /** Returns the parent, or null for the root. */
  public abstract @Nullable Group parent();

  /** Returns a number above 0 that no other group of this block layer has had. */
  public abstract long serial();

  /** Returns the weight now, {@value #MIN_WEIGHT} to {@value #MAX_WEIGHT}. */
  public abstract int weight();

  /** Returns how many groups are above it: 0 for the root. */
  public abstract int depth();

  /** Whether it has not been removed. */
  public abstract boolean isOnline();

  /** Returns the names from the root's child down, joined by {@code /}; the root's is empty. */
  public final String path() {
    Group parent = parent();
    if (parent == null) {
      return "";
    }
    return parent.parent() == null ? name() : parent.path() + '/' + name();
  }
}
