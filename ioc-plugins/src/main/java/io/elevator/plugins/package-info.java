/**
 * Elevators and drivers in plugin folders: {@link io.elevator.plugins.PluginFolders} for a block
 * layer, {@link io.elevator.plugins.PluginDiscovery} for a registry alone. Each plugin gets a
 * module layer or a class loader of its own, so that a broken plugin does not affect the others.
 */
package io.elevator.plugins;
