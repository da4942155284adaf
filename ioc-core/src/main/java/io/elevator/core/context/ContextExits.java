package io.elevator.core.context;

import io.elevator.api.IoContext;

/**
 * Listener for contexts whose last task has exited. Called by the exiting thread, with no lock
 * held.
 */
@FunctionalInterface
public interface ContextExits {
  /**
   * Called when the last task of a context exits and the context has an icq on this queue.
   *
   * @param context context that has no task any more
   * @param now time of the exit, in nanoseconds
   */
  void exited(IoContext context, long now);
}
