package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/** Backlogged entities by finish time; every node knows the smallest start time below it. */
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
   * An eligible entity (its start is not after {@code time}) with an early finish time; nearly
   * always the earliest.
   *
   * <p>Linux never turns right once it has a candidate, so an eligible entity to the right of a not
   * eligible one on the way is missed. Which one that is depends on the tree's shape.
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
