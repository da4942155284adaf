package io.elevator.cli;

/** Exit statuses of the command {@code ioc}. Scripts depend on the numbers. */
final class ExitStatus {
  /** The command has succeeded. */
  static final int OK = 0;

  /** The work of the command failed, or I/O errors occurred. */
  static final int FAILED = 1;

  /** The command line or the input is wrong. */
  static final int USAGE = 2;

  /** A signal interrupted the command; its report covers the work done until then. */
  static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
