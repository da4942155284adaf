package io.elevator.workload.input;

import java.io.Serial;

/**
 * Thrown when a valid command cannot be carried out, for example because a disk is full or a device
 * cannot be opened. The process ends with status 1.
 */
public final class RunFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates a failure with {@code message}, one line that names the file or drive. */
  public RunFailure(String message) {
    super(message);
  }

  /** Creates a failure with a cause, which is printed only with the option {@code --debug}. */
  public RunFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
