package io.elevator.workload.job;

import java.io.Serial;

/**
 * A value that does not parse. Says what is wrong with it; whoever knows the place adds the place.
 */
final class BadValue extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BadValue(String message) {
    super(message);
  }

  /** The message, never null. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
