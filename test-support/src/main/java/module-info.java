/** Support for the tests of every module; never published. */
@org.jspecify.annotations.NullMarked
module io.elevator.testing {
  requires java.xml;
  requires jdk.unsupported; // for the open option of O_DIRECT
  requires transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;

  exports io.elevator.testing;

  opens io.elevator.testing to
      org.junit.platform.commons;
}
