package io.elevator.core.registry;

import io.elevator.api.Plugins;

/**
 * The plugins of one block layer. The layer calls the methods of this interface during its
 * lifecycle, each at the point that its comment states. An application may call the methods of
 * {@link Plugins} at any time.
 */
public interface LayerPlugins extends Plugins {
  /**
   * Called once when the layer is complete; for example starts the watches of plugin folders. An
   * exception closes the layer and propagates.
   */
  void start();

  /**
   * Called when the last queue has stopped using a type that was withdrawn. The caller is the
   * thread that ended the use or withdrew the type; it holds no lock. Must not block.
   *
   * @param type elevator type or driver type
   */
  void unused(Object type);

  /**
   * Called when the layer is being closed, while queues are still open; ends all watches of plugin
   * folders.
   */
  void stopWatching();

  /**
   * Called when all queues are closed; later changes of plugins throw {@link
   * IllegalStateException}.
   */
  void refuseChanges();

  /**
   * Called as the last step of closing the layer; unloads all plugins. No queue uses them any more.
   */
  void unload();
}
