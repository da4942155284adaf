package io.elevator.workload.compare;

import io.elevator.api.StatisticsNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What elevators counted of their own decisions, from the figures of their queues.
 *
 * @param counts by what was decided
 */
public record DecisionCounts(Map<String, Long> counts) {
  /** None. */
  public static final DecisionCounts NONE = new DecisionCounts(Map.of());

  /** Names the elevator of a queue, which is the name of the node with its figures, too. */
  private static final String ELEVATOR = "elevator";

  public DecisionCounts {
    counts = new TreeMap<>(counts);
  }

  /** The counts in the figures of {@code queues}, those of several queues together. */
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
