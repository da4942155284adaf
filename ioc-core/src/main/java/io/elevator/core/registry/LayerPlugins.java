package io.elevator.core.registry;

import io.elevator.api.Plugins;

/**
 * The plugins of one block layer, which calls these methods at the points of its own life. The
 * methods of {@link Plugins} are the application's and may be called at any time.
 */
public interface LayerPlugins extends Plugins {
  /** Called once when the layer is complete. An exception closes the layer and is thrown on. */
  void start();

  /**
   * Called when the last queue has ended using a type that was withdrawn, on the thread that ended
   * the use or withdrew the type, without locks. Must not block.
   *
   * @param type the elevator type or driver type
   */
  void unused(Object type);

  /** Called when the layer is being closed, while queues are open: ends all watches. */
  void stopWatching();

  /** Called when all queues are closed: later changes throw {@link IllegalStateException}. */
  void refuseChanges();

  /** Called last: unloads all plugins, of which nothing is used any longer. */
  void unload();
}
