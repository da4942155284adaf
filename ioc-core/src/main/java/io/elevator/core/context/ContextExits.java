package io.elevator.core.context;

import io.elevator.api.IoContext;

/**
 * Listener for the exit of the last task of an io context. Called by the exiting thread, with no
 * lock held.
 */
@FunctionalInterface
public interface ContextExits {
  /**
   * Called when the last task of a context has exited and the context has an icq on the listener's
   * queue.
   *
   * @param context context that has no task any more
   * @param now time of the exit, in nanoseconds
   */
  void exited(IoContext context, long now);
}
