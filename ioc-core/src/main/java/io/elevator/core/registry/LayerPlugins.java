package io.elevator.core.registry;

import io.elevator.api.Plugins;

/**
 * The plugins of one block layer. The layer calls these methods at the points of its lifecycle that
 * they name; an application may call the methods of {@link Plugins} at any time.
 */
public interface LayerPlugins extends Plugins {
  /**
   * Called once when the layer is complete; starts the watches of plugin folders, for example. An
   * exception closes the layer and propagates.
   */
  void start();

  /**
   * Called when the last queue has stopped using a type that was withdrawn. Called by the thread
   * that ended the use or withdrew the type, with no lock held. Must not block.
   *
   * @param type elevator type or driver type
   */
  void unused(Object type);

  /** Called when the layer is being closed, while queues are still open; ends all watches. */
  void stopWatching();

  /**
   * Called when all queues are closed; later changes of plugins throw {@link
   * IllegalStateException}.
   */
  void refuseChanges();

  /** Called last; unloads all plugins. No queue uses them any more. */
  void unload();
}
