package io.elevator.core.registry;

/**
 * Adds elevators and drivers from outside the application's modules to a block layer. An example is
 * {@code PluginFolders} of the module {@code io.elevator.plugins}.
 */
@FunctionalInterface
public interface PluginSource {
  /**
   * Registers the types that the source finds. Called once while a layer is built: before the layer
   * has queues, and after the elevators and drivers that were added to the builder and those of the
   * application's modules were registered. Types that cannot be used are reported to the registry
   * as problems. An exception aborts the building of the layer.
   *
   * @param host the layer that is built
   * @return object through which the plugins change while the layer is open; not null
   */
  LayerPlugins attach(PluginHost host);
}
