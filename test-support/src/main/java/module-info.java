/** What the tests of every module share; never published. */
@org.jspecify.annotations.NullMarked
module io.elevator.testing {
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;
}
