package io.elevator.core.registry;

import io.elevator.api.RequestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * A block layer as a {@link PluginSource} sees it: its registry, and which types queues may begin
 * to use. A type can be used from {@link #admit} or {@link #offer} until {@link #withdraw}; a queue
 * that uses it then keeps it. Thread-safe.
 */
public interface PluginHost {
  /** Returns the registry of the layer. */
  PluginRegistry registry();

  /**
   * Lets queues use a registered elevator. One whose icq factory cannot work is taken out of the
   * registry and becomes a plugin problem.
   */
  void admit(RegisteredElevator elevator);

  /** Lets queues use a registered driver. */
  void admit(RegisteredDriver driver);

  /**
   * Lets queues use all types of a plugin, before they are registered. What an icq factory throws
   * is thrown on; then no type is offered, and {@link #forget} undoes the rest.
   */
  void offer(ProvidedTypes plugin);

  /** Closes the icq caches of a plugin whose types were never registered. */
  void forget(ProvidedTypes plugin);

  /**
   * Withdraws all types of a plugin, or none.
   *
   * @param force whether to withdraw them even if queues use them
   * @return the names of the queues that use them; empty, if not forced, means that it is done
   */
  Set<String> withdraw(ProvidedTypes plugin, boolean force);

  /** Returns whether a queue uses a type of a plugin, or may begin to. */
  boolean isHeld(ProvidedTypes plugin);

  /** Returns the names of the queues that use an elevator. */
  Set<String> users(RegisteredElevator elevator);

  /** Returns the names of the queues that use a type of a plugin. */
  Set<String> users(ProvidedTypes plugin);

  /** Returns the open queues of the layer. */
  List<RequestQueue> queues();

  /** Returns the factory of the layer's threads. */
  ThreadFactory threads();

  /** Returns the limit of each wait of administration. */
  Duration administrationLimit();

  /**
   * Reports a defect to the layer's error sink; throws nothing.
   *
   * @param where activity that failed
   */
  void report(String where, Throwable defect);
}
