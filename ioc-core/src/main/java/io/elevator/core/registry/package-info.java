/**
 * The elevators and drivers of a block layer: those that were added by hand, those among the
 * application's modules, and those of a {@link io.elevator.core.registry.PluginSource}. Never names
 * a plugin.
 */
package io.elevator.core.registry;
