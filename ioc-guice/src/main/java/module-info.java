/** Guice bindings for a block layer: {@link io.elevator.guice.BlockLayerModule}. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({"requires-transitive-automatic", "requires-automatic"})
module io.elevator.guice {
  requires transitive io.elevator.core;
  requires transitive io.elevator.plugins;
  requires transitive com.google.guice;
  requires transitive jakarta.inject;
  // Guice 7 is an automatic module and cannot declare that it requires Guava, so this module
  // requires it.
  requires com.google.common;
  requires static org.jspecify;

  exports io.elevator.guice;
}
