package io.elevator.cli.compare;

import io.elevator.api.DecisionSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the elevators of one run decided, when, and about whom. Read by one thread, when nobody adds
 * to it any more.
 */
public final class DecisionTimeline {
  /** None: nobody listened. */
  public static final DecisionTimeline NONE = new DecisionTimeline(0, List.of(), List.of());

  /** Stands for a task that is not told apart, or whose name nobody said. */
  private static final String ANOTHER = "another task";

  private final long fromNanos;
  private final List<Lane> lanes;
  private final List<String> tasks;

  private record Lane(DecisionLog.Kind kind, @Nullable DecisionSpec spec, int place) {}

  private DecisionTimeline(long fromNanos, List<Lane> lanes, List<String> tasks) {
    this.fromNanos = fromNanos;
    this.lanes = lanes;
    this.tasks = tasks;
  }

  /** Kinds in the order in which the elevators list them, and after them those they do not. */
  static DecisionTimeline of(
      long fromNanos, List<DecisionLog.Kind> kinds, List<DecisionSpec> specs, List<String> names) {
    List<Lane> lanes = new ArrayList<>();
    for (DecisionLog.Kind kind : kinds) {
      int place = 0;
      while (place < specs.size() && !specs.get(place).isFor(kind.decision, kind.reason)) {
        place++;
      }
      lanes.add(new Lane(kind, place < specs.size() ? specs.get(place) : null, place));
    }
    lanes.sort(
        Comparator.comparingInt(Lane::place)
            .thenComparing(lane -> lane.kind().decision)
            .thenComparing(lane -> lane.kind().reason));
    List<String> tasks = new ArrayList<>();
    names.forEach(name -> tasks.add(name.isEmpty() ? ANOTHER : name));
    // The number of all that were too many.
    tasks.add(ANOTHER);
    return new DecisionTimeline(fromNanos, List.copyOf(lanes), List.copyOf(tasks));
  }

  /** The width of the widest bin. */
  long widthNanos() {
    return lanes.stream().mapToLong(lane -> lane.kind().counts.widthNanos()).max().orElse(1);
  }

  /** As a tree, its bins {@code width} wide; null if there is nothing to tell. */
  @Nullable ObjectNode tree(long width) {
    if (lanes.isEmpty()) {
      return null;
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("from_ns", fromNanos);
    node.put("bin_ns", width);
    List<String> distinct = tasks.stream().distinct().toList();
    ArrayNode names = node.putArray("tasks");
    distinct.forEach(names::add);
    ArrayNode kinds = node.putArray("kinds");
    lanes.forEach(lane -> kinds.add(tree(lane, distinct, width)));
    return node;
  }

  private ObjectNode tree(Lane lane, List<String> distinct, long width) {
    DecisionLog.Kind kind = lane.kind();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("decision", kind.decision);
    node.put("reason", kind.reason);
    if (lane.spec() != null) {
      node.put("meaning", lane.spec().meaning());
      node.put("figure", lane.spec().figure());
    }
    node.put("total", kind.total);
    kind.counts.widenTo(width);
    ArrayNode counts = node.putArray("counts");
    for (int i = 0; i < kind.counts.size(); i++) {
      counts.add(kind.counts.total(i));
    }
    EventSamples samples = kind.samples;
    node.put("one_in", samples.stride());
    ArrayNode at = node.putArray("us");
    ArrayNode whose = node.putArray("task");
    ArrayNode values = node.putArray("value");
    for (int i = 0; i < samples.size(); i++) {
      at.add((samples.nanos(i) + fromNanos) / 1_000);
      int owner = samples.owner(i);
      whose.add(owner < 0 ? -1 : distinct.indexOf(tasks.get(owner)));
      values.add(samples.value(i));
    }
    return node;
  }
}
