package io.elevator.workload.compare;

import io.elevator.api.BlockLayer;
import io.elevator.api.DecisionSpec;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is needed to have the elevators of a run heard, and to explain what they told.
 *
 * @param log what hears them
 * @param specs what they say that they tell
 * @param startNanos when the log was opened
 */
public record DecisionWatch(DecisionLog log, List<DecisionSpec> specs, long startNanos) {
  public DecisionWatch {
    specs = List.copyOf(specs);
  }

  /** One for those of the elevators of {@code layer} that have {@code names}. */
  public static DecisionWatch of(BlockLayer layer, Collection<String> names, long nowNanos) {
    List<DecisionSpec> specs =
        layer.elevators().stream()
            .filter(elevator -> names.contains(elevator.name()))
            .flatMap(elevator -> elevator.decisions().stream())
            .toList();
    return new DecisionWatch(new DecisionLog(nowNanos), specs, nowNanos);
  }

  /** What was heard in the run whose tracks share {@code origin}, when it is over. */
  public DecisionTimeline timeline(AtomicLong origin) {
    return log.timeline(IoTrack.startOf(origin, startNanos), specs);
  }
}
