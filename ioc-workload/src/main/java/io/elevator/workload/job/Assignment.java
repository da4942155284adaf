package io.elevator.workload.job;

import io.elevator.workload.input.Shortened;
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
  /** Greatest number of characters of a name or a value in a message. */
  private static final int LONGEST_QUOTED = 120;

  /**
   * Returns an error whose message consists of the position, this assignment and {@code message}. A
   * long assignment is shortened.
   */
  UserError error(String message) {
    String shown = value == null ? quoted(name) : quoted(name) + "=" + quoted(value);
    return position.error(shown + ": " + message);
  }

  /**
   * Returns a name, a value or a line of a job file as a message quotes it, with limited length.
   */
  static String quoted(String text) {
    return Shortened.of(text, LONGEST_QUOTED);
  }

  @Override
  public String toString() {
    return value == null ? name : name + "=" + value;
  }
}
