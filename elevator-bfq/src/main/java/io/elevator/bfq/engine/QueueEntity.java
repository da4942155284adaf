package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * A leaf of the scheduling tree: the engine's part of a queue of requests.
 *
 * <p>The engine holds a reference to a queue while the queue is scheduled, and another while it is
 * counted by weight. {@link #dropReference()} decides what happens when the last reference is
 * released.
 */
public abstract non-sealed class QueueEntity extends Entity {

  /** Number of priority levels in a class; level 0 is the highest and has the largest weight. */
  public static final int LEVELS = 8;

  private static final int WEIGHT_PER_LEVEL = 10;

  /**
   * Factor by which the original weight is multiplied; 1 if the queue is not raised. Call {@link
   * #markChangePending()} after a change.
   */
  public int raisingCoefficient = 1;

  /**
   * Class in force: 1 is real-time, 2 best-effort, 3 idle. An enqueue replaces it by the requested
   * class.
   */
  int ioClass;

  int requestedClass;
  int ioLevel;

  /** Weight under which this queue is counted in {@link WeightCounters}; 0 if it is not counted. */
  int countedWeight;

  // Links in the engine's list of active or of idle queues; a queue is in at most one of them.
  @Nullable QueueEntity newer;
  @Nullable QueueEntity older;

  /**
   * Creates a queue.
   *
   * @param level level in which the queue competes
   * @param parent group that contains the queue, or null directly below the root
   * @param ioClass priority class, 1 to 3
   * @param ioLevel priority level, 0 to 7
   */
  protected QueueEntity(Level level, @Nullable GroupEntity parent, int ioClass, int ioLevel) {
    super(level, parent, weightOf(ioLevel));
    this.ioClass = ioClass;
    this.requestedClass = ioClass;
    this.ioLevel = ioLevel;
    this.changePending = true;
  }

  /** Adds a reference. Called when the engine begins to refer to the queue. */
  protected abstract void takeReference();

  /**
   * Releases a reference. Called when the engine stops referring to the queue.
   *
   * @return true if that was the last reference, so that the queue is freed
   */
  protected abstract boolean dropReference();

  @Override
  final int classIndex() {
    return ioClass - 1;
  }

  /** Returns the weight of a priority level: from 80 at level 0 down to 10 at level 7. */
  public static int weightOf(int level) {
    return (LEVELS - level) * WEIGHT_PER_LEVEL;
  }

  static int levelOf(int weight) {
    return Math.max(0, LEVELS - weight / WEIGHT_PER_LEVEL);
  }

  /** Requests another class and level. Both take effect at the next enqueue. */
  public final void requestPriority(int ioClass, int ioLevel) {
    requestedClass = ioClass;
    requestedWeight = weightOf(ioLevel);
    changePending = true;
  }

  /** Returns the class in force: 1 is real-time, 2 best-effort, 3 idle. */
  public final int ioClass() {
    return ioClass;
  }

  /** Returns the class that was requested last. */
  public final int requestedClass() {
    return requestedClass;
  }

  /** Returns the priority level in force. */
  public final int ioLevel() {
    return ioLevel;
  }

  /** Returns true if this queue is counted in {@link WeightCounters}. */
  public final boolean isCounted() {
    return countedWeight != 0;
  }
}
