/**
 * Tests that cross module boundaries. Requires no module of an elevator or driver: a test that
 * needs one loads it as a user would.
 */
@org.jspecify.annotations.NullMarked
open module io.elevator.integration {
  requires com.tngtech.archunit;
  requires io.elevator.core;
  requires io.elevator.plugins;
  requires io.elevator.testing;
  requires io.elevator.testkit;
  requires java.management;
  requires jdk.jfr;
  requires jdk.management;
  requires org.assertj.core;
  requires org.junit.jupiter.api;
  requires org.junit.jupiter.params;
  requires static org.jspecify;

  // For the offender classes of the architecture rules.
  requires jakarta.inject;
  requires java.logging;
  requires java.xml;
}
