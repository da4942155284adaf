package io.elevator.cli;

/** What the exit status of the command says. Scripts rely on the numbers. */
final class ExitStatus {
  /** All went well. */
  static final int OK = 0;

  /** The work failed, or I/O errors occurred. */
  static final int FAILED = 1;

  /** Bad usage or bad input. */
  static final int USAGE = 2;

  /** Interrupted; what had been done so far is reported. */
  static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
