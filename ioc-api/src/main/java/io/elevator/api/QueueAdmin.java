package io.elevator.api;

import java.time.Duration;
import java.util.List;

/**
 * The administration of a queue: its elevator, its attributes, freezing, quiescing, stopping, and
 * closing with a limit. Thread-safe.
 *
 * <p>To freeze and quiesce a queue, freeze first, because a queue must dispatch to become frozen;
 * undo in reverse order. A method that waits throws an {@link IllegalStateException} if it is
 * called in a callback or a driver. The administration limit bounds the time that a call waits
 * without progress. Source: Linux 6.1 {@code blk_mq_freeze_queue}, {@code blk_mq_quiesce_queue},
 * {@code blk_mq_stop_hw_queue}.
 */
public interface QueueAdmin {
  /** Returns the name of the elevator in use; {@code none} if there is none. */
  String elevator();

  /**
   * Switches to another elevator, or to {@code none}, while I/O continues. If the new elevator
   * cannot be started, the old one stays in use.
   *
   * @throws IllegalArgumentException if there is no elevator of that name
   * @throws IllegalStateException if the elevator could not be started; the cause gives the reason
   * @throws AdministrationTimeoutException if the queue does not become frozen and quiesced within
   *     the administration limit; the old elevator stays in use
   * @throws DeviceGoneException if the queue is closed or dead
   */
  void switchElevator(String name);

  /** Returns descriptions of the queue's own attributes. */
  List<AttributeSpec> attributes();

  /**
   * Returns the value of an attribute as text, without a final newline.
   *
   * @throws java.util.NoSuchElementException if there is no attribute of that name
   */
  String attribute(String name);

  /**
   * Sets an attribute.
   *
   * @throws java.util.NoSuchElementException if there is no attribute of that name
   * @throws AttributeException if the value is refused; the attribute keeps its old value
   */
  void setAttribute(String name, String value);

  /** Returns descriptions of the tunables of the elevator in use. */
  List<AttributeSpec> elevatorAttributes();

  /**
   * Returns the value of a tunable of the elevator in use, as text.
   *
   * @throws java.util.NoSuchElementException if the elevator has no tunable of that name
   */
  String elevatorAttribute(String name);

  /**
   * Sets a tunable of the elevator in use.
   *
   * @throws java.util.NoSuchElementException if the elevator has no tunable of that name
   * @throws AttributeException if the value is refused; the tunable keeps its old value
   */
  void setElevatorAttribute(String name, String value);

  /** Begins to freeze the queue: new bios are parked. Returns at once. Calls nest. */
  void startFreeze();

  /**
   * Waits until no request is outstanding in the queue.
   *
   * @throws AdministrationTimeoutException if no request has left the queue for the administration
   *     limit; the freeze lasts until {@link #unfreeze}
   * @throws DeviceGoneException if the queue was given up or declared dead
   */
  void awaitFrozen();

  /**
   * Waits until no request is outstanding in the queue, or the limit has passed.
   *
   * @param limit longest wait
   * @return whether no request is outstanding
   */
  boolean awaitFrozen(Duration limit);

  /**
   * Undoes one {@link #startFreeze}.
   *
   * @throws IllegalStateException if the queue is not frozen
   */
  void unfreeze();

  /**
   * Stops dispatch and waits for runs in progress to end: after this call the core does not call
   * the driver until {@link #unquiesce}. Calls nest.
   *
   * @throws AdministrationTimeoutException if a thread does not leave the driver, or a hook that
   *     dispatches, for the administration limit; the queue is not quiesced then
   */
  void quiesce();

  /**
   * Undoes one {@link #quiesce} and runs the queue.
   *
   * @throws IllegalStateException if the queue is not quiesced
   */
  void unquiesce();

  /**
   * Stops the runs of one hardware queue. Does not wait for a run in progress.
   *
   * @param hardwareQueue index of the hardware queue, from 0
   */
  void stop(int hardwareQueue);

  /**
   * Undoes {@link #stop} and runs the hardware queue.
   *
   * @param hardwareQueue index of the hardware queue, from 0
   */
  void start(int hardwareQueue);

  /**
   * Runs all hardware queues. With an elevator that dispatches for the whole queue, runs one
   * hardware queue and those that hold requests outside the elevator.
   */
  void run();

  /** Returns the number of hardware queues in use. */
  int hardwareQueues();

  /**
   * Changes the number of hardware queues in use. The elevator is started anew: its tunables and
   * {@code nr_requests} have their defaults again. Waits until no request is outstanding in the
   * queue.
   *
   * @param count number of hardware queues, from 1 to the number with which the queue was opened
   * @throws IllegalArgumentException if {@code count} is out of range
   * @throws IllegalStateException if the elevator could not be started with that number; the number
   *     is unchanged, and the elevator continues with its state
   * @throws AdministrationTimeoutException if the queue does not become frozen and quiesced within
   *     the administration limit; nothing has changed then
   */
  void hardwareQueues(int count);

  /** Queues the requests again that a driver gave back. */
  void kickRequeue();

  /**
   * Closes the queue like {@link RequestQueue#close}, but waits no longer than a limit. After the
   * limit, bios that the drive has started end with {@link BioStatus#MEMORY_IN_USE}, other
   * outstanding bios with {@link BioStatus#IOERR}. While a thread is in the driver or in a hook
   * that dispatches, elevator and drive stay open; they are closed when that thread returns.
   *
   * @param limit longest wait
   * @return whether all I/O ended within the limit and the drive is closed
   */
  boolean close(Duration limit);
}
