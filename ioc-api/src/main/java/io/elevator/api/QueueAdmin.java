package io.elevator.api;

import java.time.Duration;
import java.util.List;

/**
 * The administration of a queue: its elevator, its attributes, freezing, quiescing and stopping,
 * and closing with a limit. Freeze before quiesce, undo in reverse: a frozen queue needs dispatch
 * to drain. Thread-safe. A method that waits throws an {@link IllegalStateException} in a callback
 * or a driver. Source: Linux 6.1 {@code blk_mq_freeze_queue}, {@code blk_mq_quiesce_queue}, {@code
 * blk_mq_stop_hw_queue}.
 */
public interface QueueAdmin {
  /** Returns the name of the elevator in use, {@code none} without one. */
  String elevator();

  /**
   * Switches to another elevator, or {@code none}, under I/O. When it cannot be started the old one
   * goes on.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws IllegalStateException if it could not be started; the cause says why
   * @throws AdministrationTimeoutException if the queue does not come to rest within the limit of
   *     administration; the old one goes on
   * @throws DeviceGoneException if the queue is closed or dead
   */
  void switchElevator(String name);

  /** Returns the queue's own attributes. */
  List<AttributeSpec> attributes();

  /**
   * Returns an attribute as text, without a final newline.
   *
   * @throws java.util.NoSuchElementException if there is none of that name
   */
  String attribute(String name);

  /**
   * Sets an attribute.
   *
   * @throws java.util.NoSuchElementException if there is none of that name
   * @throws AttributeException if the value is refused; the old one stays
   */
  void setAttribute(String name, String value);

  /** Returns the tunables of the elevator in use. */
  List<AttributeSpec> elevatorAttributes();

  /**
   * Returns a tunable of the elevator in use as text.
   *
   * @throws java.util.NoSuchElementException if it has none of that name
   */
  String elevatorAttribute(String name);

  /**
   * Sets a tunable of the elevator in use.
   *
   * @throws java.util.NoSuchElementException if it has none of that name
   * @throws AttributeException if the value is refused; the old one stays
   */
  void setElevatorAttribute(String name, String value);

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

  /**
   * Closes the queue as {@link RequestQueue#close} does, but waits no longer than a limit. After
   * the limit, bios that the drive has started end with {@link BioStatus#MEMORY_IN_USE}, other bios
   * inside with {@link BioStatus#IOERR}. While a thread is still inside the driver or a hook that
   * dispatches, elevator and drive stay open; they are closed when it leaves.
   *
   * @return whether all I/O had ended by itself and the drive is closed
   */
  boolean close(Duration limit);
}
