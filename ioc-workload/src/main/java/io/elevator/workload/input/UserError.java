package io.elevator.workload.input;

import java.io.Serial;

/**
 * Something that the person at the keyboard got wrong and can put right: a word on the command
 * line, a line of a job file, a path. The message is one line that names the place, the offending
 * word and what was expected; the command prints it without a stack trace and ends with status 2.
 */
public class UserError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A mistake described by {@code message}, one line without the name of the program. */
  public UserError(String message) {
    super(message);
  }

  /** A mistake that was noticed through {@code cause}, which only {@code --debug} shows. */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
