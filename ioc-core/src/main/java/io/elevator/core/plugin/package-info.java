/**
 * Finding elevators and drivers at run time: by hand, among the application's modules, and in
 * plugin folders, each jar in a module layer of its own, so that one that is broken leaves the
 * others working. Never names a plugin.
 */
package io.elevator.core.plugin;
