/**
 * The machinery behind {@link io.elevator.api}: io contexts, request queue, clocks, plugin
 * registry.
 */
@org.jspecify.annotations.NullMarked
module io.elevator.core {
  requires transitive io.elevator.api;
}
