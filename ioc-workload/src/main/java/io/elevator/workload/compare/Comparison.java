package io.elevator.workload.compare;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A comparison that was made.
 *
 * @param title what was run
 * @param version of this command
 * @param seed of the first round
 * @param interrupted whether it was ended before its time
 * @param cases in the order asked for
 */
public record Comparison(
    String title, String version, long seed, boolean interrupted, List<CaseResult> cases) {
  public Comparison {
    cases = List.copyOf(cases);
  }

  /** Whether an I/O ended with an error. */
  public boolean failed() {
    return cases.stream().flatMap(each -> each.runs().stream()).anyMatch(CaseRun::failed);
  }

  /** What readers should know, once each. */
  public List<String> notes() {
    Set<String> notes = new LinkedHashSet<>();
    cases.forEach(each -> each.runs().forEach(run -> notes.addAll(run.notes())));
    return List.copyOf(notes);
  }

  /** Whether time was simulated in all cases. */
  public boolean virtual() {
    return cases.stream().flatMap(each -> each.runs().stream()).allMatch(CaseRun::virtual);
  }
}
