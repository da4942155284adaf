package io.elevator.workload.sweep;

import io.elevator.workload.input.ParameterError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One combination of values in a sweep.
 *
 * @param at value of each axis that applies to the combination, in the order of the axes
 */
public record Point(Map<String, String> at) {
  private static final int MAX_POINTS = 100_000;

  public Point {
    at = Collections.unmodifiableMap(new LinkedHashMap<>(at));
  }

  /**
   * Returns all combinations of the values of the axes; the last axis varies fastest. A tunable of
   * one elevator does not apply to another elevator, which gets one point for all values of that
   * tunable.
   *
   * @param axes axes of the sweep
   * @param elevator elevator used if no axis sets one
   */
  public static List<Point> all(List<Axis> axes, String elevator) {
    long combinations = 1;
    for (Axis axis : axes) {
      combinations *= axis.values().size();
      if (combinations > MAX_POINTS) {
        throw new ParameterError(
            Axis.PARAMETER, "more than " + MAX_POINTS + " combinations of values");
      }
    }
    List<Map<String, String>> points = List.of(Map.of());
    for (Axis axis : axes) {
      List<Map<String, String>> more = new ArrayList<>();
      for (Map<String, String> point : points) {
        for (String value : axis.values()) {
          Map<String, String> longer = new LinkedHashMap<>(point);
          longer.put(axis.name(), value);
          more.add(longer);
        }
      }
      points = more;
    }
    Set<Point> distinct = new LinkedHashSet<>();
    for (Map<String, String> point : points) {
      String used = point.getOrDefault(Axis.ELEVATOR, elevator);
      Map<String, String> meant = new LinkedHashMap<>(point);
      meant
          .keySet()
          .removeIf(name -> {
            String owner = new Axis(name, List.of()).owner();
            return !owner.isEmpty()
                && !owner.equals("driver")
                && !owner.equals("job")
                && !owner.equals(used);
          });
      distinct.add(new Point(meant));
    }
    return List.copyOf(distinct);
  }
}
