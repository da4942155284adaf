package io.elevator.report.comparison;

import io.elevator.api.DecisionSpec;
import io.elevator.workload.compare.BinnedTotals;
import io.elevator.workload.compare.DecisionTimeline;
import io.elevator.workload.compare.EventSamples;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The decisions of a run's elevators over time, as a JSON tree. */
final class DecisionTree {
  private DecisionTree() {}

  /**
   * Returns the JSON tree of a run's decisions, null if there are none.
   *
   * @param width width of a bin, in nanoseconds
   */
  static @Nullable ObjectNode of(DecisionTimeline timeline, long width) {
    if (timeline.lanes().isEmpty()) {
      return null;
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("from_ns", timeline.fromNanos());
    node.put("bin_ns", width);
    List<String> distinct = timeline.tasks().stream().distinct().toList();
    ArrayNode names = node.putArray("tasks");
    distinct.forEach(names::add);
    ArrayNode kinds = node.putArray("kinds");
    timeline.lanes().forEach(lane -> kinds.add(kind(lane, timeline, distinct, width)));
    return node;
  }

  private static ObjectNode kind(
      DecisionTimeline.Lane lane, DecisionTimeline timeline, List<String> distinct, long width) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("decision", lane.decision());
    node.put("reason", lane.reason());
    DecisionSpec spec = lane.spec();
    if (spec != null) {
      node.put("meaning", spec.meaning());
      node.put("figure", spec.figure());
    }
    node.put("total", lane.total());
    BinnedTotals bins = lane.counts();
    bins.widenTo(width);
    ArrayNode counts = node.putArray("counts");
    for (int i = 0; i < bins.size(); i++) {
      counts.add(bins.total(i));
    }
    EventSamples samples = lane.samples();
    node.put("one_in", samples.stride());
    ArrayNode at = node.putArray("us");
    ArrayNode owners = node.putArray("task");
    ArrayNode values = node.putArray("value");
    for (int i = 0; i < samples.size(); i++) {
      at.add((samples.nanos(i) + timeline.fromNanos()) / 1_000);
      int owner = samples.owner(i);
      owners.add(owner < 0 ? -1 : distinct.indexOf(timeline.tasks().get(owner)));
      values.add(samples.value(i));
    }
    return node;
  }
}
