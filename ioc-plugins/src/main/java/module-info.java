/**
 * Plugins: finds, checks and loads elevators and drivers from jars in folders, and replaces them
 * while queues are open. Start with {@link io.elevator.plugins.PluginFolders}.
 */
@org.jspecify.annotations.NullMarked
module io.elevator.plugins {
  requires transitive io.elevator.core;
  requires static org.jspecify;

  exports io.elevator.plugins;

  uses io.elevator.spi.driver.DriverType;
  uses io.elevator.spi.ElevatorType;
}
