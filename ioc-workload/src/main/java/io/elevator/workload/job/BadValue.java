package io.elevator.workload.job;

import java.io.Serial;

/**
 * Thrown for a value that cannot be parsed. The message says what is wrong; the catcher adds the
 * position of the value.
 */
final class BadValue extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BadValue(String message) {
    super(message);
  }

  /** Returns the message, never null. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
