package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * The leaf of the scheduling tree: a queue of requests as the engine sees it.
 *
 * <p>The engine holds references on a queue while it is scheduled or counted by weight; the owner
 * says in {@link #dropReference()} what happens when the last one goes.
 */
public abstract non-sealed class QueueEntity extends Entity {

  /** Levels per class; the highest, 0, weighs most. */
  public static final int LEVELS = 8;

  private static final int WEIGHT_PER_LEVEL = 10;

  /**
   * Factor on the original weight; 1 when not raised. Set together with {@link
   * #markChangePending()}.
   */
  public int raisingCoefficient = 1;

  /** 1 real-time, 2 best-effort, 3 idle; follows the requested class at an enqueue. */
  int ioClass;

  int requestedClass;
  int ioLevel;

  /** The weight this queue is counted under, 0 when it is not counted. */
  int countedWeight;

  // Place in the engine's list of active or of idle queues; a queue is in at most one.
  @Nullable QueueEntity newer;
  @Nullable QueueEntity older;

  /**
   * A queue of the given class (1..3) and level (0..7), below {@code parent}, competing in {@code
   * level}.
   */
  protected QueueEntity(Level level, @Nullable GroupEntity parent, int ioClass, int ioLevel) {
    super(level, parent, weightOf(ioLevel));
    this.ioClass = ioClass;
    this.requestedClass = ioClass;
    this.ioLevel = ioLevel;
    this.changePending = true;
  }

  /** The engine keeps the queue from now on. */
  protected abstract void takeReference();

  /**
   * The engine no longer keeps the queue.
   *
   * @return whether that was the last reference and the queue is gone
   */
  protected abstract boolean dropReference();

  @Override
  final int classIndex() {
    return ioClass - 1;
  }

  /** The weight of an I/O priority level: 80 at level 0 down to 10 at level 7. */
  public static int weightOf(int level) {
    return (LEVELS - level) * WEIGHT_PER_LEVEL;
  }

  static int levelOf(int weight) {
    return Math.max(0, LEVELS - weight / WEIGHT_PER_LEVEL);
  }

  /** Asks for another class and level; both take effect at the next enqueue. */
  public final void requestPriority(int ioClass, int ioLevel) {
    requestedClass = ioClass;
    requestedWeight = weightOf(ioLevel);
    changePending = true;
  }

  /** The class in force: 1 real-time, 2 best-effort, 3 idle. */
  public final int ioClass() {
    return ioClass;
  }

  /** The class asked for last. */
  public final int requestedClass() {
    return requestedClass;
  }

  /** The level in force. */
  public final int ioLevel() {
    return ioLevel;
  }

  /** Whether this queue is counted among those that make weights differ. */
  public final boolean isCounted() {
    return countedWeight != 0;
  }
}
