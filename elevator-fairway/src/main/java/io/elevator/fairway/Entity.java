package io.elevator.fairway;

import org.jspecify.annotations.Nullable;

/**
 * A member of the tree that shares the drive: the requests of a task ({@link Flow}) or a group
 * ({@link Node}). The member with the smallest tag is served next; each service raises the tag by
 * its cost divided by the weight. Tags are compared by their difference, so that they may overflow.
 * Guarded by the elevator's lock.
 */
abstract class Entity {
  /** Number of bits behind the point in a tag. */
  static final int TAG_BITS = 16;

  /** Node of the group that this belongs to; null for the root of a class. */
  @Nullable Node parent;

  /** Start tag: the virtual time at which the next service of this begins. */
  long tag;

  /** Position in the heap of the parent; −1 if this has no waiting request. */
  int heapIndex = -1;

  /** Number of the activation, which decides between equal tags. */
  long turn;

  /** Cost of this one's requests in the drive. */
  long inFlight;

  /** Instant at which this one's last waiting request was dispatched. */
  long emptySince;

  /** Cost that was dispatched lately. */
  final RecentCost recent = new RecentCost();

  private int weight;

  Entity(int weight) {
    this.weight = weight;
  }

  /** Returns whether this has waiting requests. */
  final boolean isActive() {
    return heapIndex >= 0;
  }

  final int weight() {
    return weight;
  }

  /** Sets the weight; it holds from the next service on. */
  final void weight(int value) {
    Node above = parent;
    if (above != null && isActive()) {
      above.weightChanged(value - weight);
    }
    weight = value;
  }

  /** Returns the distance of two tags that a cost makes at this one's weight. */
  final long distance(long cost) {
    return (cost << TAG_BITS) / weight;
  }

  /** Returns whether this is served before another member of the same node. */
  final boolean isBefore(Entity other) {
    long ahead = tag - other.tag;
    return ahead < 0 || (ahead == 0 && turn - other.turn < 0);
  }
}
