package io.elevator.core.registry;

import io.elevator.api.RequestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * The part of a block layer that a {@link PluginSource} uses: the registry, and the set of types
 * that queues may start to use. Queues may start to use a type after {@link #admit} or {@link
 * #offer} and until {@link #withdraw}. A queue that uses the type at the withdrawal goes on using
 * it. Thread-safe.
 */
public interface PluginHost {
  /** Returns the plugin registry of the layer. */
  PluginRegistry registry();

  /**
   * Lets queues use a registered elevator. An elevator whose icq factory fails is removed from the
   * registry and becomes a plugin problem.
   */
  void admit(RegisteredElevator elevator);

  /** Lets queues use a registered driver. */
  void admit(RegisteredDriver driver);

  /**
   * Lets queues use all types of a plugin before they are registered. If an icq factory fails, its
   * exception propagates and no type is offered; {@link #forget} then closes the icq caches that
   * were already created.
   */
  void offer(ProvidedTypes plugin);

  /** Closes the icq caches of a plugin whose types were never registered. */
  void forget(ProvidedTypes plugin);

  /**
   * Withdraws all types of a plugin, or none.
   *
   * @param plugin plugin whose types are withdrawn
   * @param force whether to withdraw the types even if queues use them
   * @return names of the queues that use the types; if not forced, an empty set means that the
   *     types were withdrawn
   */
  Set<String> withdraw(ProvidedTypes plugin, boolean force);

  /** Returns whether a queue uses a type of a plugin, or may start to use one. */
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
