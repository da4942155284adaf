package io.elevator.workload.input;

import java.io.Serial;

/**
 * Error in a parameter of the library. The message begins with the name of the parameter; a command
 * replaces that name by the name of its own option.
 */
public final class ParameterError extends UserError {
  @Serial private static final long serialVersionUID = 1L;

  private final String parameter;
  private final String reason;

  /**
   * Creates an error.
   *
   * @param parameter name of the parameter, such as {@code depth}
   * @param reason refused value and the expected values
   */
  public ParameterError(String parameter, String reason) {
    super(parameter + ": " + reason);
    this.parameter = parameter;
    this.reason = reason;
  }

  /** Returns the name of the parameter. */
  public String parameter() {
    return parameter;
  }

  /** Returns the message without the name of the parameter. */
  public String reason() {
    return reason;
  }
}
