/**
 * The machinery behind {@link io.elevator.api}: io contexts, request queue, clocks, plugin
 * registry, replayer. {@link io.elevator.core.BlockLayers} is where to start.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({"requires-transitive-automatic", "requires-automatic"})
module io.elevator.core {
  requires transitive io.elevator.api;
  requires HdrHistogram;
  requires jdk.jfr;
  requires static org.jspecify;

  exports io.elevator.core;
  exports io.elevator.core.plugin;
  exports io.elevator.core.replay;
  exports io.elevator.core.time;

  uses io.elevator.spi.DriverType;
  uses io.elevator.spi.ElevatorType;
}
