package io.elevator.api;

import java.time.Duration;

/**
 * Freezing, quiescing and stopping a queue. Freeze before quiesce, undo in reverse: a frozen queue
 * needs dispatch to drain. Thread-safe. None of it may be called from a callback or a driver.
 * Source: Linux 6.1 {@code blk_mq_freeze_queue}, {@code blk_mq_quiesce_queue}, {@code
 * blk_mq_stop_hw_queue}.
 */
public interface QueueControl {
  /** Lets no new bio in (they wait, parked) and returns at once; nests. */
  void startFreeze();

  /**
   * Waits until no request is inside the queue.
   *
   * @throws AdministrationTimeoutException if no request has left the queue for the limit of
   *     administration; the queue stays frozen until {@link #unfreeze}
   * @throws DeviceGoneException if the queue was given up or declared dead
   */
  void awaitFrozen();

  /**
   * Waits until nothing is inside, at most this long.
   *
   * @return whether nothing is
   */
  boolean awaitFrozen(Duration limit);

  /**
   * Undoes one {@link #startFreeze}.
   *
   * @throws IllegalStateException if the queue is not frozen
   */
  void unfreeze();

  /**
   * Stops dispatch and waits for runs in progress: after this call the driver is not called until
   * {@link #unquiesce}. Calls nest.
   *
   * @throws AdministrationTimeoutException if a thread does not leave the driver or a hook that
   *     dispatches for the limit of administration; the queue is not quiesced then
   */
  void quiesce();

  /**
   * Undoes one {@link #quiesce} and runs the queue.
   *
   * @throws IllegalStateException if the queue is not quiesced
   */
  void unquiesce();

  /** Stops one hardware queue's runs; does not wait. */
  void stop(int hardwareQueue);

  /** Undoes {@link #stop} and runs the hardware queue. */
  void start(int hardwareQueue);

  /**
   * Runs all hardware queues; under an elevator that dispatches for the whole queue, one of them
   * and those that hold something of their own.
   */
  void run();

  /** Returns how many hardware queues are in use. */
  int hardwareQueues();

  /**
   * Uses another number of hardware queues. The elevator starts anew: its attributes and {@code
   * nr_requests} are back at their defaults. Waits until no request is inside the queue.
   *
   * @param count from 1 to as many as the queue was opened with
   * @throws IllegalArgumentException if it is out of range
   * @throws IllegalStateException if the elevator could not be started on so many: the number is as
   *     before then, and the elevator goes on with its state
   * @throws AdministrationTimeoutException if the queue does not come to rest within the limit of
   *     administration; nothing has changed then
   */
  void hardwareQueues(int count);

  /** Puts requests that a driver gave back into the queue again. */
  void kickRequeue();
}
