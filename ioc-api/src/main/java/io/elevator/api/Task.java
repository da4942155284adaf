package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * One flow of control that submits I/O. An explicit object rather than a thread: a platform or
 * virtual thread may carry one ({@link Tasks#current}), several threads may submit for one, and a
 * bio names its own. Cheap enough for a million at once. All methods may be called by any thread.
 */
public abstract class Task implements AutoCloseable {
  /** Only the library's core makes tasks. */
  protected Task() {}

  /** Returns the id: positive, unique among the live tasks of its block layer. */
  public abstract int id();

  /** Returns the name, for statistics. */
  public abstract String name();

  /** Returns the attached context, or null before the first I/O or priority and after the exit. */
  public abstract @Nullable IoContext ioContext();

  /** Returns the group its I/O belongs to. */
  public abstract Group group();

  /**
   * Returns the stripe (the reference's CPU) that its bios use: 0 to the number of stripes less 1.
   */
  public abstract int stripe();

  /** Returns the nice value, −20 to 19. */
  public abstract int nice();

  /** Returns the CPU scheduling policy. */
  public abstract CpuPolicy cpuPolicy();

  /** Returns a consistent snapshot of whom it acts for. */
  public abstract Credentials credentials();

  /**
   * Returns the encoded priority in effect: the context's, or the one that follows from nice value
   * and CPU policy.
   */
  public abstract int effectivePriority();

  /** Returns the encoded priority that was set, {@link IoPriority#NONE_VALUE} when none was. */
  public abstract int rawPriority();

  /** Whether {@link #exit} has begun. */
  public abstract boolean isExiting();

  /**
   * Ends the task: detaches its context and, when it was the last one attached, lets the elevators
   * know. Requests under way go on. Idempotent.
   */
  public abstract void exit();

  /** Same as {@link #exit}. */
  @Override
  public final void close() {
    exit();
  }
}
