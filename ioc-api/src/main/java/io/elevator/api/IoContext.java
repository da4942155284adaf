package io.elevator.api;

/**
 * The I/O identity of one task, or of several tasks that share it: a priority, and one icq for each
 * request queue whose elevator needs icqs. The core creates it when a task first does I/O or sets a
 * priority. Any thread may call any method; figures read one after another may be from slightly
 * different moments. Source: Linux 6.1 {@code struct io_context}.
 */
public abstract class IoContext {
  /** Called by the core only. */
  protected IoContext() {}

  /** Returns a number that no other context of this block layer has had. */
  public abstract long id();

  /**
   * Returns the encoded {@link IoPriority} of all attached tasks; {@link IoPriority#NONE_VALUE} if
   * none was set.
   */
  public abstract int priority();

  /** Returns the active count: the number of attached tasks. Once 0, the count stays 0. */
  public abstract int activeTasks();

  /**
   * Returns the reference count: one for all attached tasks together, and one for each request with
   * an icq.
   */
  public abstract long references();

  /** Returns the number of icqs of this context. */
  public abstract int icqs();
}
