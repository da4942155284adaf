/**
 * Tests that need several modules. It requires no module of an elevator or driver, because a test
 * that needs one loads it as a user would.
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

  // Used by the classes that violate architecture rules on purpose.
  requires jakarta.inject;
  requires java.logging;
  requires java.xml;
}
