package io.elevator.workload.input;

import java.io.Serial;

/**
 * Thrown for an error that the user can correct: in a word of the command line, a line of a job
 * file, or a path. The message is one line that names the position, the wrong word and what was
 * expected. The command prints the message without a stack trace and ends with status 2.
 */
public class UserError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates an error with {@code message}, one line without the name of the program. */
  public UserError(String message) {
    super(message);
  }

  /** Creates an error with a cause, which is printed only with the option {@code --debug}. */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
