package io.elevator.workload.sweep;

import io.elevator.workload.input.ParameterError;
import java.util.List;

/**
 * One parameter that a sweep varies.
 *
 * @param name {@code elevator}, {@code driver}, {@code seed}, {@code driver.OPTION}, {@code
 *     job.OPTION}, {@code ELEVATOR.ATTR}, or a tunable of all elevators
 * @param values values of the parameter, in the order given
 */
public record Axis(String name, List<String> values) {
  /** Name of the parameter in errors about the axes of a sweep. */
  public static final String PARAMETER = "axes";

  /** Name of the axis that varies the elevator. */
  public static final String ELEVATOR = "elevator";

  /** Name of the axis that varies the driver. */
  public static final String DRIVER = "driver";

  /** Name of the axis that varies the seed. */
  public static final String SEED = "seed";

  public Axis {
    values = List.copyOf(values);
  }

  /**
   * Parses an axis of the form {@code NAME=a,b,c}.
   *
   * @throws ParameterError if {@code word} does not have that form
   */
  public static Axis parse(String word) {
    int equals = word.indexOf('=');
    if (equals < 1 || equals == word.length() - 1) {
      throw new ParameterError(PARAMETER, "'" + word + "' is not of the form ATTR=a,b,…");
    }
    List<String> values = List.of(word.substring(equals + 1).split(",", -1));
    if (values.stream().anyMatch(String::isBlank)) {
      throw new ParameterError(PARAMETER, "'" + word + "' has an empty value");
    }
    if (values.stream().distinct().count() < values.size()) {
      throw new ParameterError(PARAMETER, "'" + word + "' has a value twice");
    }
    String name = word.substring(0, equals);
    if (name.equals(SEED)) {
      values.forEach(value -> seed(word, value));
    }
    return new Axis(name, values);
  }

  private static void seed(String word, String value) {
    try {
      Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new ParameterError(
          PARAMETER, "'" + word + "': the seed '" + value + "' is no whole number");
    }
  }

  /** Returns the part of the axis's name before the dot; the empty string if there is no dot. */
  String owner() {
    int dot = name.indexOf('.');
    return dot < 0 ? "" : name.substring(0, dot);
  }

  /** Returns the part of the axis's name after the dot; the whole name if there is no dot. */
  String attribute() {
    return name.substring(name.indexOf('.') + 1);
  }
}
