package io.elevator.api;

import java.util.List;

/**
 * One instance of the block layer: its tasks, groups, elevators, drivers and queues. Instances in
 * one virtual machine share nothing. The core's builder or Guice creates it. Thread-safe.
 */
public interface BlockLayer extends AutoCloseable {
  /** Returns the tasks of this block layer. */
  Tasks tasks();

  /** Returns the groups of this block layer. */
  Groups groups();

  /** Returns the available elevators, in order of registration. */
  List<ElevatorInfo> elevators();

  /**
   * Returns the available drivers, in order of registration. Each access to an element of the list
   * asks the driver whether it works on this machine.
   */
  List<DriverInfo> drivers();

  /**
   * Returns a driver by its name. Asks only this driver whether it works on this machine, which may
   * take some milliseconds.
   *
   * @throws java.util.NoSuchElementException if there is no driver of that name; the message lists
   *     the existing names
   */
  DriverInfo driver(String name);

  /** Returns the plugins that were found and cannot be used, with the reasons. */
  List<PluginProblem> pluginProblems();

  /** Returns the plugins that came from jars, for adding, replacing and removing plugins. */
  Plugins plugins();

  /** Creates a bio. A bio can be submitted again each time it has ended. */
  Bio newBio();

  /**
   * Opens a plug for the calling thread. A plug inside another plug of the thread has no effect.
   */
  Plug plug();

  /**
   * Opens a plug for the calling thread like {@link #plug()}, for a known number of bios. The first
   * bio that needs a request allocates requests for all of them; the next flush frees those that
   * were not used.
   *
   * @param expected number of bios that will follow, from 1; a number above 32 counts as 32
   * @throws IllegalArgumentException if {@code expected} is below 1
   */
  Plug plug(int expected);

  /**
   * Opens a drive and a queue in front of it. May be called in a callback.
   *
   * @throws java.util.NoSuchElementException if no driver, elevator or tunable has the given name;
   *     the message lists the existing names
   * @throws IllegalArgumentException if the driver cannot be used on this machine or does not know
   *     an option; an {@link AttributeException} if the driver or the elevator refuses a value
   * @throws IllegalStateException if the configured elevator cannot be started on the drive, or
   *     this block layer is closed
   * @throws java.io.UncheckedIOException if the device cannot be opened, or the thread is
   *     interrupted meanwhile
   */
  RequestQueue open(QueueConfig config);

  /** Returns the open queues. */
  List<RequestQueue> queues();

  /**
   * Closes all queues, one after the other, as {@link RequestQueue#close} does, and ends all
   * threads of this block layer. Idempotent. If closing a queue fails, this method closes
   * everything else and then throws that queue's exception.
   *
   * @throws IllegalStateException if queues are open and the calling thread is in a callback or a
   *     driver; nothing was closed then
   */
  @Override
  void close();
}
