package io.elevator.core.registry;

/**
 * Adds elevators and drivers from outside the application's modules to a block layer; for example
 * {@code PluginFolders} of the module {@code io.elevator.plugins}.
 */
@FunctionalInterface
public interface PluginSource {
  /**
   * Called once while a layer is built: before it has queues, and after the elevators and drivers
   * added by hand and those of the application's modules were registered. Registers the types that
   * the source finds; reports types that cannot be used to the registry as problems. An exception
   * aborts the building of the layer.
   *
   * @param host the layer that is built
   * @return object through which the plugins change while the layer is open
   */
  LayerPlugins attach(PluginHost host);
}
