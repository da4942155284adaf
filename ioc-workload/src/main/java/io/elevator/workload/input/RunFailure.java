package io.elevator.workload.input;

import java.io.Serial;

/**
 * The work could not be done though it was asked for correctly: a full disk, a device that does not
 * open. Status 1.
 */
public final class RunFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A failure described by {@code message}, one line that names the file or drive. */
  public RunFailure(String message) {
    super(message);
  }

  /** A failure that was noticed through {@code cause}, which only {@code --debug} shows. */
  public RunFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
