/**
 * Conformance vectors, recordings of Linux's elevators, and their replay: {@link
 * io.elevator.conformance.VectorReplayer}. The replay uses the core's attachment, tasks and icqs,
 * which the core exports to this module only.
 */
@org.jspecify.annotations.NullMarked
module io.elevator.conformance {
  requires transitive io.elevator.core;
  requires static org.jspecify;

  exports io.elevator.conformance;
}
