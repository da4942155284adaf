package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * An entity that the engine schedules: a queue or a group of queues, with a weight, a budget in
 * sectors and two virtual timestamps.
 *
 * <p>Like everything in this package, guarded by the lock of the elevator that owns the engine.
 * Only the engine writes the fields. The exceptions are {@code budget} and {@code service} of a
 * queue, which the owner of the queue assigns between calls of the engine.
 */
public abstract sealed class Entity extends RedBlackTree.Node<Entity>
    permits QueueEntity, GroupEntity {

  /**
   * The tree of a service tree that contains an entity: the active tree, the idle tree, or none.
   */
  enum Membership {
    NONE,
    ACTIVE,
    IDLE
  }

  long start;
  long finish;

  /** Smallest start time in the subtree of this entity, while the entity is in an active tree. */
  long minStart;

  /** Number of sectors charged in the current service slot. */
  public int service;

  /** Number of sectors assigned for the current or the next service slot. */
  public int budget;

  int weight;
  int originalWeight;
  int requestedWeight;

  /**
   * True if the next enqueue must apply a requested weight or class, or a new raising coefficient.
   */
  boolean changePending;

  /** True if the entity is in a tree or is the in-service entity of its level. */
  boolean scheduled;

  Membership membership = Membership.NONE;

  /** Group that contains this entity; null directly below the root. */
  @Nullable GroupEntity parent;

  /** Level in which this entity competes. */
  Level level;

  /** Number of requests allocated to this entity and to all entities below it. */
  private int allocated;

  Entity(Level level, @Nullable GroupEntity parent, int weight) {
    this.level = level;
    this.parent = parent;
    this.weight = weight;
    this.originalWeight = weight;
    this.requestedWeight = weight;
  }

  /**
   * Returns the index of the entity's service tree in its level: 0 is real-time, 1 best-effort, 2
   * idle.
   */
  abstract int classIndex();

  final ServiceTree tree() {
    return level.tree(classIndex());
  }

  final void computeFinish(int sectors) {
    finish = start + VirtualTime.delta(sectors, weight);
  }

  /** Returns the virtual start time. */
  public final long start() {
    return start;
  }

  /** Returns the virtual finish time. */
  public final long finish() {
    return finish;
  }

  /** Returns the weight in force, including raising. */
  public final int weight() {
    return weight;
  }

  /** Returns the weight in force without raising. */
  public final int originalWeight() {
    return originalWeight;
  }

  /** Returns the weight that was requested last. */
  public final int requestedWeight() {
    return requestedWeight;
  }

  /**
   * Requests another weight. The new weight takes effect when {@linkplain #markChangePending() a
   * pending change} is applied.
   */
  public final void requestWeight(int weight) {
    requestedWeight = weight;
  }

  /** Lets the next enqueue apply the requested weight, class and raising coefficient. */
  public final void markChangePending() {
    changePending = true;
  }

  /** Returns true if a change is to be applied at the next enqueue. */
  public final boolean isChangePending() {
    return changePending;
  }

  /** Returns true if this entity is in a tree or in service. */
  public final boolean isScheduled() {
    return scheduled;
  }

  /** Returns true if this entity is in the idle tree. An entity there keeps its finish time. */
  public final boolean isIdle() {
    return membership == Membership.IDLE;
  }

  /** Returns true if this entity is in the active tree. */
  public final boolean isActive() {
    return membership == Membership.ACTIVE;
  }

  /** Returns the group that contains this entity; null directly below the root. */
  public final @Nullable GroupEntity parent() {
    return parent;
  }

  /** Returns the level in which this entity competes. */
  public final Level level() {
    return level;
  }

  /** Returns the number of requests allocated to this entity and to all entities below it. */
  public final int allocated() {
    return allocated;
  }

  /**
   * Adds to the number of allocated requests of this entity and of all groups above it.
   *
   * @param requests number to add; may be negative
   */
  public final void addAllocated(int requests) {
    for (Entity at = this; at != null; at = at.parent) {
      at.allocated += requests;
    }
  }
}
