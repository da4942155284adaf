package io.elevator.workload.input;

import java.io.Serial;

/**
 * Thrown when valid work cannot be done, for example because a disk is full or a device cannot be
 * opened. The command ends with status 1.
 */
public final class RunFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates a failure with {@code message}, one line that names the file or drive. */
  public RunFailure(String message) {
    super(message);
  }

  /** Creates a failure with the {@code cause} that only {@code --debug} shows. */
  public RunFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
