package io.elevator.cli;

/** Exit statuses of the command. Scripts depend on the numbers. */
final class ExitStatus {
  /** Success. */
  static final int OK = 0;

  /** The work failed, or I/O errors occurred. */
  static final int FAILED = 1;

  /** Bad usage or bad input. */
  static final int USAGE = 2;

  /** Interrupted; the report covers what had been done. */
  static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
