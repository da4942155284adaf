package io.elevator.workload.job;

import io.elevator.workload.input.Place;
import io.elevator.workload.input.UserError;
import org.jspecify.annotations.Nullable;

/**
 * One option as it was written.
 *
 * @param place where
 * @param name the option, as written
 * @param value what follows the equals sign, variables expanded; null when there is none
 */
public record Assignment(Place place, String name, @Nullable String value) {
  /** An error that quotes this assignment after its place. */
  UserError error(String message) {
    return place.error(this + ": " + message);
  }

  @Override
  public String toString() {
    return value == null ? name : name + "=" + value;
  }
}
