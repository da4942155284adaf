package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * What the engine schedules: a queue or a group of queues, with a weight, a budget in sectors and
 * two virtual timestamps.
 *
 * <p>Guarded, as everything in this package, by the lock of the elevator that owns the engine.
 * Fields are written by the engine only, except {@code budget} and {@code service} of a queue,
 * which its owner assigns between engine calls.
 */
public abstract sealed class Entity extends RedBlackTree.Node<Entity>
    permits QueueEntity, GroupEntity {

  /** Which tree of its service tree an entity is in. */
  enum Place {
    NONE,
    ACTIVE,
    IDLE
  }

  long start;
  long finish;

  /** The smallest start in the subtree below this entity, while it is in an active tree. */
  long minStart;

  /** Sectors charged in the current service slot. */
  public int service;

  /** Sectors assigned for the current or next service slot. */
  public int budget;

  int weight;
  int originalWeight;
  int requestedWeight;

  /** A requested weight or class, or a new raising coefficient, waits for the next enqueue. */
  boolean changePending;

  /** In a tree, or the in-service entity of its level. */
  boolean scheduled;

  Place place = Place.NONE;

  /** The group that contains this entity; null directly below the root. */
  @Nullable GroupEntity parent;

  /** The level this entity competes in. */
  Level level;

  /** Requests allocated to this entity, and to all below it. */
  private int allocated;

  Entity(Level level, @Nullable GroupEntity parent, int weight) {
    this.level = level;
    this.parent = parent;
    this.weight = weight;
    this.originalWeight = weight;
    this.requestedWeight = weight;
  }

  /** Index of the service tree in this entity's level: 0 real-time, 1 best-effort, 2 idle. */
  abstract int classIndex();

  final ServiceTree tree() {
    return level.tree(classIndex());
  }

  final void computeFinish(int sectors) {
    finish = start + VirtualTime.delta(sectors, weight);
  }

  /** Virtual start time. */
  public final long start() {
    return start;
  }

  /** Virtual finish time. */
  public final long finish() {
    return finish;
  }

  /** The weight in force, a raised one included. */
  public final int weight() {
    return weight;
  }

  /** The weight in force before raising. */
  public final int originalWeight() {
    return originalWeight;
  }

  /** The weight asked for last. */
  public final int requestedWeight() {
    return requestedWeight;
  }

  /**
   * Asks for another weight; it takes effect when {@linkplain #markChangePending() a pending
   * change} is applied.
   */
  public final void requestWeight(int weight) {
    requestedWeight = weight;
  }

  /** Lets the next enqueue apply requested weight, class and raising coefficient. */
  public final void markChangePending() {
    changePending = true;
  }

  /** Whether a change waits for the next enqueue. */
  public final boolean isChangePending() {
    return changePending;
  }

  /** Whether this entity is in a tree or in service. */
  public final boolean isScheduled() {
    return scheduled;
  }

  /** Whether this entity keeps its finish time in the idle tree. */
  public final boolean isIdle() {
    return place == Place.IDLE;
  }

  /** Whether this entity waits in the active tree. */
  public final boolean isActive() {
    return place == Place.ACTIVE;
  }

  /** The containing group, or null directly below the root. */
  public final @Nullable GroupEntity parent() {
    return parent;
  }

  /** The level this entity competes in. */
  public final Level level() {
    return level;
  }

  /** Requests allocated to this entity and to all below it. */
  public final int allocated() {
    return allocated;
  }

  /** Counts {@code requests} more (or fewer) allocated requests here and in every group above. */
  public final void addAllocated(int requests) {
    for (Entity at = this; at != null; at = at.parent) {
      at.allocated += requests;
    }
  }
}
