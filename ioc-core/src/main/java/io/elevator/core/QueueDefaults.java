package io.elevator.core;

import io.elevator.api.QueueConfig;

/**
 * Completes the configuration of each queue with default settings. Called by the thread that opens
 * the queue. A setting that the application did not make has the value that {@link
 * QueueConfig#onDriver} gives it, such as null for the elevator.
 *
 * {@snippet :
 * QueueDefaults defaults = asked -> asked.elevator() == null ? asked.withElevator("bfq") : asked;
 * }
 */
@FunctionalInterface
public interface QueueDefaults {
  /**
   * Defaults that change nothing. The layer then chooses {@code mq-deadline} for a drive with one
   * hardware queue, and no elevator for other drives.
   */
  QueueDefaults LAYER = asked -> asked;

  /**
   * Returns the configuration with which a queue is opened. An exception propagates to the caller
   * that opens the queue.
   *
   * @param asked configuration from the application
   */
  QueueConfig complete(QueueConfig asked);
}
