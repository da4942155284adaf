package io.elevator.cli;

import java.io.Serial;

/**
 * The work could not be done though it was asked for correctly: a full disk, a device that does not
 * open. Status 1.
 */
final class RunFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  RunFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
