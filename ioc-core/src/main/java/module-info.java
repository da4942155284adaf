/**
 * The machinery behind {@link io.elevator.api}: io contexts, request queue, clocks, plugin
 * registry. {@link io.elevator.core.BlockLayers} is where to start.
 */
@org.jspecify.annotations.NullMarked
// "module": io.elevator.conformance, to which packages are exported, is compiled after this module.
@SuppressWarnings({"module", "requires-transitive-automatic", "requires-automatic"})
module io.elevator.core {
  requires transitive io.elevator.api;
  requires HdrHistogram;
  requires jdk.jfr;
  requires static org.jspecify;

  exports io.elevator.core;
  exports io.elevator.core.plugin;
  exports io.elevator.core.time;

  // The replay of vectors puts an attachment together without a queue.
  exports io.elevator.core.context to
      io.elevator.conformance;
  exports io.elevator.core.defects to
      io.elevator.conformance;
  exports io.elevator.core.request to
      io.elevator.conformance;

  uses io.elevator.spi.DriverType;
  uses io.elevator.spi.ElevatorType;
}
