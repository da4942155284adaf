/**
 * The machinery behind {@link io.elevator.api}: io contexts, request queue, clocks, plugin
 * registry.
 */
@org.jspecify.annotations.NullMarked
module io.elevator.core {
  requires transitive io.elevator.api;
  requires static org.jspecify;

  exports io.elevator.core.plugin;
  exports io.elevator.core.replay;
  exports io.elevator.core.time;

  uses io.elevator.spi.DriverType;
  uses io.elevator.spi.ElevatorType;
}
