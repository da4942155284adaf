package io.elevator.workload.job;

import io.elevator.workload.input.SourcePosition;
import io.elevator.workload.input.UserError;
import org.jspecify.annotations.Nullable;

/**
 * One option as written in a job file or on the command line.
 *
 * @param position position of the option
 * @param name name of the option as written
 * @param value text after the equals sign with variables expanded, null if there is no equals sign
 */
public record Assignment(SourcePosition position, String name, @Nullable String value) {
  /**
   * Returns an error whose message consists of the position, this assignment and {@code message}.
   */
  UserError error(String message) {
    return position.error(this + ": " + message);
  }

  @Override
  public String toString() {
    return value == null ? name : name + "=" + value;
  }
}
