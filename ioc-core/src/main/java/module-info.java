/**
 * The machinery behind {@link io.elevator.api}: io contexts, request queue, clocks, plugin
 * registry. {@link io.elevator.core.BlockLayers} is where to start.
 */
@org.jspecify.annotations.NullMarked
// "module": the modules to which packages are exported are compiled after this one.
@SuppressWarnings("module")
module io.elevator.core {
  requires transitive io.elevator.api;
  requires jdk.jfr;
  requires static org.jspecify;

  exports io.elevator.core;
  exports io.elevator.core.registry;
  exports io.elevator.core.time;

  // The replay of vectors creates an attachment of an elevator without a queue. The loader of
  // plugins creates providers, and limits its waits, with the same classes as the core.
  exports io.elevator.core.context to
      io.elevator.conformance,
      io.elevator.plugins;
  exports io.elevator.core.defects to
      io.elevator.conformance;
  // The test kit's fake queue attaches elevators as a real one does, and has its requests.
  exports io.elevator.core.request to
      io.elevator.conformance,
      io.elevator.testkit;
  exports io.elevator.core.services to
      io.elevator.plugins;
  // The histograms of jobs compute percentiles as those of queues do.
  exports io.elevator.core.statistics to
      io.elevator.workload;

  uses io.elevator.spi.driver.DriverType;
  uses io.elevator.spi.ElevatorType;
}
