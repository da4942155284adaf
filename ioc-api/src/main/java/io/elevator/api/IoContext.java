package io.elevator.api;

/**
 * The I/O identity of one task, or of several that agreed to share it: a priority, and for each
 * request queue with an elevator that asks for it one icq. Made by the library on a task's first
 * I/O. All methods may be called by any thread; the figures are a moving picture. Source: Linux 6.1
 * {@code struct io_context}.
 */
public abstract class IoContext {
  /** Only the library's core makes contexts. */
  protected IoContext() {}

  /** Returns a number that no other context of this block layer has had. */
  public abstract long id();

  /**
   * Returns the encoded {@link IoPriority} of all attached tasks, {@link IoPriority#NONE_VALUE}
   * when none was set.
   */
  public abstract int priority();

  /** Returns how many tasks are attached; 0 is final. */
  public abstract int activeTasks();

  /**
   * Returns how many holders keep the context: all attached tasks together one, each request with
   * an icq one.
   */
  public abstract long references();

  /** Returns how many icqs are linked. */
  public abstract int icqs();
}
