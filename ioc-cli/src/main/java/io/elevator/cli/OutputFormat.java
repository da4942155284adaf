package io.elevator.cli;

/** How a report looks. */
enum OutputFormat {
  /** For people. */
  NORMAL,
  /** For programs. */
  JSON
}
