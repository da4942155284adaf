/**
 * Elevators and drivers in jars that are dropped into folders: found, checked, loaded, and replaced
 * while queues are open. {@link io.elevator.plugins.PluginFolders} is where to start.
 */
@org.jspecify.annotations.NullMarked
module io.elevator.plugins {
  requires transitive io.elevator.core;
  requires static org.jspecify;

  exports io.elevator.plugins;

  uses io.elevator.spi.driver.DriverType;
  uses io.elevator.spi.ElevatorType;
}
