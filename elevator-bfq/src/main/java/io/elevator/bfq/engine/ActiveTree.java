package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * The backlogged entities of a service tree, sorted by finish time. Each node caches the smallest
 * start time in its subtree.
 */
final class ActiveTree extends RedBlackTree<Entity> {

  ActiveTree() {
    super(true);
  }

  @Override
  protected boolean isAfter(Entity visited, Entity added) {
    return VirtualTime.isAfter(visited.finish, added.finish);
  }

  @Override
  protected void refresh(Entity node) {
    long min = node.start;
    Entity left = left(node);
    if (left != null && VirtualTime.isAfter(min, left.minStart)) {
      min = left.minStart;
    }
    Entity right = right(node);
    if (right != null && VirtualTime.isAfter(min, right.minStart)) {
      min = right.minStart;
    }
    node.minStart = min;
  }

  /**
   * Returns an eligible entity, that is, one whose start time is not after {@code time}; null if
   * there is none. Among the eligible entities it has an early finish time, nearly always the
   * earliest.
   *
   * <p>Like Linux, the search never descends to the right once it has a candidate. Depending on the
   * shape of the tree, it can therefore miss an eligible entity in the right subtree of an
   * ineligible one.
   */
  @Nullable Entity eligible(long time) {
    Entity candidate = null;
    Entity node = root();
    while (node != null) {
      if (!VirtualTime.isAfter(node.start, time)) {
        candidate = node;
      }
      Entity left = left(node);
      if (left != null && !VirtualTime.isAfter(left.minStart, time)) {
        node = left;
      } else if (candidate != null) {
        break;
      } else {
        node = right(node);
      }
    }
    return candidate;
  }
}
