package io.elevator.workload.compare;

import io.elevator.api.DecisionSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of the elevators of one run over time, with the tasks that they concerned. Read by
 * one thread after the run, when no elevator adds a decision any more.
 *
 * @param fromNanos time from the start of the run to the first bin, in nanoseconds
 * @param lanes kinds of decisions in the order in which the elevators list them, followed by the
 *     kinds that no elevator lists
 * @param tasks names of the tasks, by the owner number of the samples; the last name stands for all
 *     tasks beyond the limit
 */
public record DecisionTimeline(long fromNanos, List<Lane> lanes, List<String> tasks) {
  /** The timeline of a run to which no log listened. */
  public static final DecisionTimeline NONE = new DecisionTimeline(0, List.of(), List.of());

  /**
   * Name that stands for a task beyond the limit, or for a task whose name no request has given.
   */
  private static final String ANOTHER = "another task";

  /**
   * The decisions of one kind over time.
   *
   * @param decision name of the decision
   * @param reason name of its reason, empty without one
   * @param spec explanation by the elevator, null if it gives none
   * @param total number of decisions of this kind
   * @param counts number of decisions for each bin of time
   * @param samples some single decisions, evenly picked
   */
  public record Lane(
      String decision,
      String reason,
      @Nullable DecisionSpec spec,
      long total,
      BinnedTotals counts,
      EventSamples samples) {}

  /** Copies the lists, so that the timeline is immutable. */
  public DecisionTimeline {
    lanes = List.copyOf(lanes);
    tasks = List.copyOf(tasks);
  }

  /** Returns the timeline of the decisions that a log has recorded. */
  static DecisionTimeline of(
      long fromNanos, List<DecisionLog.Kind> kinds, List<DecisionSpec> specs, List<String> names) {
    Comparator<DecisionLog.Kind> order =
        Comparator.<DecisionLog.Kind>comparingInt(kind -> indexIn(specs, kind))
            .thenComparing(kind -> kind.decision)
            .thenComparing(kind -> kind.reason);
    List<Lane> lanes = new ArrayList<>();
    for (DecisionLog.Kind kind : kinds.stream().sorted(order).toList()) {
      int index = indexIn(specs, kind);
      lanes.add(
          new Lane(
              kind.decision,
              kind.reason,
              index < specs.size() ? specs.get(index) : null,
              kind.total,
              kind.counts,
              kind.samples));
    }
    List<String> tasks = new ArrayList<>();
    names.forEach(name -> tasks.add(name.isEmpty() ? ANOTHER : name));
    tasks.add(ANOTHER);
    return new DecisionTimeline(fromNanos, lanes, tasks);
  }

  /**
   * Returns the index of the explanation of {@code kind}. Returns the number of explanations if
   * {@code kind} has none.
   */
  private static int indexIn(List<DecisionSpec> specs, DecisionLog.Kind kind) {
    int index = 0;
    while (index < specs.size() && !specs.get(index).isFor(kind.decision, kind.reason)) {
      index++;
    }
    return index;
  }

  /** Returns the width of the widest bin of all lanes, in nanoseconds. */
  public long widthNanos() {
    return lanes.stream().mapToLong(lane -> lane.counts().widthNanos()).max().orElse(1);
  }
}
