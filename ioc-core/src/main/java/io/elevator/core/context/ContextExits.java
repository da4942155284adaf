package io.elevator.core.context;

import io.elevator.api.IoContext;

/** Hears of contexts whose last task is gone. Called by the exiting thread, with no lock held. */
@FunctionalInterface
public interface ContextExits {
  /** A context with an icq of the queue is left by its last task. */
  void exited(IoContext context, long now);
}
