package io.elevator.workload.compare;

import io.elevator.api.StatisticsNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of elevators' decisions, taken from the statistics of their queues.
 *
 * @param counts number of decisions by their kind
 */
public record DecisionCounts(Map<String, Long> counts) {
  /** Counts without any decision. */
  public static final DecisionCounts NONE = new DecisionCounts(Map.of());

  /**
   * Key of the elevator's name in the statistics of a queue; the elevator's own statistics are in
   * the child with that name.
   */
  private static final String ELEVATOR = "elevator";

  public DecisionCounts {
    counts = new TreeMap<>(counts);
  }

  /**
   * Returns the numbers of decisions that the statistics of {@code queues} contain; the numbers of
   * several queues are added.
   */
  public static DecisionCounts of(List<StatisticsNode> queues) {
    Map<String, Long> counts = new TreeMap<>();
    for (StatisticsNode queue : queues) {
      for (StatisticsNode child : queue.children()) {
        if (child.name().equals(queue.values().get(ELEVATOR))) {
          collect("", child, counts);
        }
      }
    }
    return new DecisionCounts(counts);
  }

  private static void collect(String prefix, StatisticsNode node, Map<String, Long> counts) {
    node.values()
        .forEach((key, value) -> {
          if (value instanceof Long number && number > 0) {
            counts.merge(prefix + key, number, Long::sum);
          }
        });
    node.children().forEach(child -> collect(prefix + child.name() + ".", child, counts));
  }
}
