package io.elevator.core;

import io.elevator.api.QueueConfig;

/**
 * What queues get that do not say: asked for each queue that is opened, by the thread that opens
 * it. What a configuration leaves open is in it as the value of {@link QueueConfig#onDriver}, such
 * as null for the elevator.
 *
 * {@snippet :
 * QueueDefaults defaults = asked -> asked.elevator() == null ? asked.withElevator("bfq") : asked;
 * }
 */
@FunctionalInterface
public interface QueueDefaults {
  /** Leaves everything to the layer: {@code mq-deadline} for one hardware queue, else none. */
  QueueDefaults LAYER = asked -> asked;

  /**
   * Returns what is opened. An exception from it is thrown to whoever opens the queue.
   *
   * @param asked what the application asked for
   */
  QueueConfig complete(QueueConfig asked);
}
