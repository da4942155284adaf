/**
 * The elevators and drivers of a block layer: those added by hand, those of the application's
 * modules, and those of a {@link io.elevator.core.registry.PluginSource}. No code of this package
 * refers to a particular plugin.
 */
package io.elevator.core.registry;
