/**
 * The machinery behind {@link io.elevator.api}: io contexts, request queue, clocks, plugin
 * registry, replayer. {@link io.elevator.core.Ioc} is where to start.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({"requires-transitive-automatic", "requires-automatic"})
module io.elevator.core {
  requires transitive io.elevator.api;
  requires HdrHistogram;
  requires jdk.jfr;
  requires static org.jspecify;
  // Guice for those who wire with it; without it nothing but the guice package is missing.
  // Automatic
  // modules do not pull in what they need, hence the two below it.
  requires static transitive com.google.guice;
  requires static com.google.common;
  requires static transitive jakarta.inject;

  exports io.elevator.core;
  exports io.elevator.core.guice;
  exports io.elevator.core.plugin;
  exports io.elevator.core.replay;
  exports io.elevator.core.time;

  uses io.elevator.spi.DriverType;
  uses io.elevator.spi.ElevatorType;
}
