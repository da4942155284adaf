package io.elevator.core.registry;

/**
 * Brings elevators and drivers from outside the application's modules into a block layer, such as
 * {@code PluginFolders} of the module {@code io.elevator.plugins}.
 */
@FunctionalInterface
public interface PluginSource {
  /**
   * Called once while a layer is built, before it has queues and after the elevators and drivers
   * added by hand and those of the application's modules were registered. Registers what the source
   * finds; what cannot be used is reported to the registry as a problem. An exception ends the
   * building of the layer.
   *
   * @param host the layer
   * @return what changes the plugins while the layer is open
   */
  LayerPlugins attach(PluginHost host);
}
