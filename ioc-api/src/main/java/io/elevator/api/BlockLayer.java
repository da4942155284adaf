package io.elevator.api;

import java.util.List;

/**
 * One instance of the block layer: its tasks, groups, elevators, drivers and queues. Two instances
 * in one virtual machine know nothing of each other. Thread-safe. Made by the core's builder or by
 * Guice.
 */
public interface BlockLayer extends AutoCloseable {
  /** Returns the tasks. */
  Tasks tasks();

  /** Returns the groups. */
  Groups groups();

  /** Returns the elevators found, in order of registration. */
  List<ElevatorInfo> elevators();

  /**
   * Returns the drivers found, in order of registration. One is asked whether it works on this
   * machine each time that it is taken out of the list.
   */
  List<DriverInfo> drivers();

  /**
   * Returns the driver of a name. Only this one is asked whether it works on this machine, which
   * may take it some milliseconds.
   *
   * @throws java.util.NoSuchElementException if there is none; the message names those there are
   */
  DriverInfo driver(String name);

  /** Returns what was found and could not be used. */
  List<PluginProblem> pluginProblems();

  /** Returns the plugins that came from jars, to add, replace and remove some. */
  Plugins plugins();

  /** Makes a bio; it can be used again after each end. */
  Bio newBio();

  /** Opens a plug for the calling thread; a nested one does nothing of its own. */
  Plug plug();

  /**
   * As {@link #plug()}, for a burst of which the number of I/Os is known: requests for them are
   * made together by the first that needs one. What is left of them is given back by the next
   * flush.
   *
   * @param expected how many I/Os will follow; from 1, of which at most 32 count
   * @throws IllegalArgumentException if it is below 1
   */
  Plug plug(int expected);

  /**
   * Opens a drive with a queue in front of it. May be called in a callback.
   *
   * @throws java.util.NoSuchElementException if no driver, elevator or tunable has the given name;
   *     the message lists the existing names
   * @throws IllegalArgumentException if the driver cannot be used here, or does not know an option;
   *     as an {@link AttributeException} if it, or the elevator, refuses a value
   * @throws IllegalStateException if the elevator that is asked for cannot be started on the drive,
   *     or this block layer is closed
   * @throws java.io.UncheckedIOException if the device cannot be opened, or the thread is
   *     interrupted meanwhile
   */
  RequestQueue open(QueueConfig config);

  /** Returns the open queues. */
  List<RequestQueue> queues();

  /**
   * Closes all queues, one after the other as {@link RequestQueue#close} does, and gives back all
   * threads. Idempotent. If a queue cannot be closed, everything else is, and then its exception is
   * thrown.
   *
   * @throws IllegalStateException if queues are open and the calling thread is in a callback or a
   *     driver; nothing was closed then
   */
  @Override
  void close();
}
