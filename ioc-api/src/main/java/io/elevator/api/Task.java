package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * An identity on whose behalf bios are submitted. A task is an object, not a thread: a platform or
 * virtual thread may carry a task ({@link Tasks#current}), several threads may submit for one task,
 * and a bio may name its task. A block layer can have a million tasks. Any thread may call any
 * method.
 */
public abstract class Task implements AutoCloseable {
  /** Called by the core only. */
  protected Task() {}

  /** Returns the id: positive, unique among the live tasks of the block layer. */
  public abstract int id();

  /** Returns the name, for statistics. */
  public abstract String name();

  /**
   * Returns the attached context; null before the task's first I/O or priority, and after its exit.
   */
  public abstract @Nullable IoContext ioContext();

  /** Returns the group that the task's bios belong to. */
  public abstract Group group();

  /**
   * Returns the stripe (the CPU in Linux) of the task's bios, from 0 to the number of stripes less
   * 1.
   */
  public abstract int stripe();

  /** Returns the nice value, from −20 to 19. */
  public abstract int nice();

  /** Returns the CPU scheduling policy. */
  public abstract CpuPolicy cpuPolicy();

  /** Returns a consistent snapshot of the task's ids and capabilities. */
  public abstract Credentials credentials();

  /**
   * Returns the encoded priority in effect: the context's, or the one that follows from nice value
   * and CPU policy.
   */
  public abstract int effectivePriority();

  /** Returns the encoded priority that was set; {@link IoPriority#NONE_VALUE} if none was set. */
  public abstract int rawPriority();

  /** Returns whether {@link #exit} has begun. */
  public abstract boolean isExiting();

  /**
   * Ends the task. Detaches its context; if this was the last attached task, calls the elevators'
   * hook {@link io.elevator.spi.Elevator#exitIcq}. Requests in flight continue. Idempotent.
   */
  public abstract void exit();

  /** Same as {@link #exit}. */
  @Override
  public final void close() {
    exit();
  }
}
