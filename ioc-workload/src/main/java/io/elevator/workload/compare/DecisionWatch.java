package io.elevator.workload.compare;

import io.elevator.api.BlockLayer;
import io.elevator.api.DecisionSpec;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Log of a run's decisions, together with the elevators' explanations of them.
 *
 * @param log log of the decisions
 * @param specs explanations of the decisions by the elevators
 * @param startNanos time at which the log was opened, in nanoseconds
 */
public record DecisionWatch(DecisionLog log, List<DecisionSpec> specs, long startNanos) {
  public DecisionWatch {
    specs = List.copyOf(specs);
  }

  /** Returns a watch for the elevators named {@code names} of {@code layer}. */
  public static DecisionWatch of(BlockLayer layer, Collection<String> names, long nowNanos) {
    List<DecisionSpec> specs =
        layer.elevators().stream()
            .filter(elevator -> names.contains(elevator.name()))
            .flatMap(elevator -> elevator.decisions().stream())
            .toList();
    return new DecisionWatch(new DecisionLog(nowNanos), specs, nowNanos);
  }

  /**
   * Returns the decisions of the run over time. Call this method only after the run.
   *
   * @param origin start of the run's charts, which all its tracks share
   */
  public DecisionTimeline timeline(AtomicLong origin) {
    return log.timeline(IoTrack.startOf(origin, startNanos), specs);
  }
}
