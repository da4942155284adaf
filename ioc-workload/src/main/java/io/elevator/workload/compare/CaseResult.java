package io.elevator.workload.compare;

import java.util.List;

/**
 * One case with all its runs.
 *
 * @param spec what it ran on
 * @param runs one for each round, at least one
 */
public record CaseResult(CaseSpec spec, List<CaseRun> runs) {
  public CaseResult {
    runs = List.copyOf(runs);
  }

  /** The first run, whose pictures stand for all. */
  public CaseRun first() {
    return runs.getFirst();
  }

  /** The figures of all tasks together. */
  public Summary total() {
    return Summary.of(runs.stream().map(CaseRun::tasks).toList(), runs);
  }

  /** The figures of task number {@code index}. */
  public Summary task(int index) {
    return Summary.of(runs.stream().map(run -> List.of(run.tasks().get(index))).toList(), runs);
  }
}
