/** Binds a block layer in Guice: {@link io.elevator.guice.BlockLayerModule}. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({"requires-transitive-automatic", "requires-automatic"})
module io.elevator.guice {
  requires transitive io.elevator.core;
  requires transitive io.elevator.plugins;
  requires transitive com.google.guice;
  requires transitive jakarta.inject;
  // Guice 7 is an automatic module and cannot say that it needs Guava.
  requires com.google.common;
  requires static org.jspecify;

  exports io.elevator.guice;
}
