package io.elevator.workload.compare;

import java.util.List;

/**
 * Result of one case of a comparison.
 *
 * @param spec elevator, driver and options of the case
 * @param runs one run for each round, at least one
 */
public record CaseResult(CaseSpec spec, List<CaseRun> runs) {
  public CaseResult {
    runs = List.copyOf(runs);
  }

  /** Returns the first run; the charts of a report show this run only. */
  public CaseRun first() {
    return runs.getFirst();
  }

  /** Returns the figures of all tasks together. */
  public Summary total() {
    return Summary.of(runs.stream().map(CaseRun::tasks).toList(), runs);
  }

  /** Returns the figures of task number {@code index}. */
  public Summary task(int index) {
    return Summary.of(runs.stream().map(run -> List.of(run.tasks().get(index))).toList(), runs);
  }
}
