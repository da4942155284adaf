package io.elevator.workload.compare;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Result of a comparison of several cases.
 *
 * @param title description of the jobs
 * @param version version of this command
 * @param seed seed of the first round
 * @param interrupted whether the comparison was ended early
 * @param cases cases in the order given
 */
public record Comparison(
    String title, String version, long seed, boolean interrupted, List<CaseResult> cases) {
  public Comparison {
    cases = List.copyOf(cases);
  }

  /** Returns whether an I/O of any case ended with an error. */
  public boolean failed() {
    return cases.stream().flatMap(each -> each.runs().stream()).anyMatch(CaseRun::failed);
  }

  /** Returns the notes of all cases for readers of the report, each once. */
  public List<String> notes() {
    Set<String> notes = new LinkedHashSet<>();
    cases.forEach(each -> each.runs().forEach(run -> notes.addAll(run.notes())));
    return List.copyOf(notes);
  }

  /** Returns whether time was simulated in the runs of all cases. */
  public boolean virtual() {
    return cases.stream().flatMap(each -> each.runs().stream()).allMatch(CaseRun::virtual);
  }
}
