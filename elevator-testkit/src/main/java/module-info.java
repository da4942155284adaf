/** A test kit for authors of elevators and drivers. */
@org.jspecify.annotations.NullMarked
module io.elevator.testkit {
  requires transitive io.elevator.api;
  requires transitive io.elevator.conformance;
  requires transitive io.elevator.core;
  requires transitive com.tngtech.archunit;
  requires jdk.management;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports io.elevator.testkit;
  exports io.elevator.testkit.fake;
}
