package io.elevator.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node in a tree of figures: a snapshot of a queue, its elevator, its icq cache or a task.
 * Immutable.
 *
 * @param name subject of the figures
 * @param values figures by name, in the order they were written: {@link Long}, {@link Double},
 *     {@link String} or {@link LatencySummary}
 * @param children nodes of the parts
 */
public record StatisticsNode(
    String name, Map<String, Object> values, List<StatisticsNode> children) {
  /** Copies map and list, keeping their order. */
  public StatisticsNode {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    children = List.copyOf(children);
  }
}
