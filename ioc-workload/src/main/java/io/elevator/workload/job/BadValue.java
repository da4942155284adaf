package io.elevator.workload.job;

import java.io.Serial;

/**
 * Thrown for a value of an option that cannot be parsed. The message says what is wrong. The code
 * that catches the exception adds the position of the value.
 */
final class BadValue extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BadValue(String message) {
    super(message);
  }

  /** Returns the message of this exception, never null. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
