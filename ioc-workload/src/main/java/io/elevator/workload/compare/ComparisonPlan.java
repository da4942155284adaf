package io.elevator.workload.compare;

import io.elevator.workload.job.JobSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Order of the runs of a comparison: each round runs all cases in turn, so that changes of the
 * machine over time affect all cases alike. Every second round has the reverse order.
 */
public final class ComparisonPlan {
  private static final int REAL_ROUNDS = 3;

  private final JobSet workload;
  private final List<CaseSpec> cases;
  private final @Nullable Integer rounds;
  private final long seed;
  private final Consumer<String> news;

  /**
   * Creates a plan of the runs of a comparison.
   *
   * @param workload jobs to run
   * @param cases cases to compare
   * @param rounds number of rounds; null for the number that the drives need, which is one if time
   *     is simulated
   * @param seed seed of the first round; each round adds one
   * @param news receiver of a message about each run
   */
  public ComparisonPlan(
      JobSet workload,
      List<CaseSpec> cases,
      @Nullable Integer rounds,
      long seed,
      Consumer<String> news) {
    this.workload = workload;
    this.cases = List.copyOf(cases);
    this.rounds = rounds;
    this.seed = seed;
    this.news = news;
  }

  /**
   * Performs all runs, or those before an interrupt, and returns the results of the cases that ran.
   */
  public List<CaseResult> run(ComparisonRun run) {
    FileState files = FileState.of(workload);
    List<List<CaseRun>> runs = new ArrayList<>();
    cases.forEach(each -> runs.add(new ArrayList<>()));
    int planned = rounds == null ? REAL_ROUNDS : rounds;
    boolean used = false;
    for (int round = 0; round < planned && !run.isInterrupted(); round++) {
      for (int i = 0; i < cases.size() && !run.isInterrupted(); i++) {
        int index = round % 2 == 0 ? i : cases.size() - 1 - i;
        if (used) {
          files.restore();
        }
        news.accept("round " + (round + 1) + ": " + cases.get(index).label());
        CaseRun made = run.run(cases.get(index), round, seed + round);
        used = made == null || !made.virtual();
        if (made != null) {
          runs.get(index).add(made);
        }
      }
      boolean virtual = runs.stream().flatMap(List::stream).allMatch(CaseRun::virtual);
      if (rounds == null && virtual) {
        break;
      }
    }
    List<CaseResult> results = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      if (!runs.get(i).isEmpty()) {
        results.add(new CaseResult(cases.get(i), runs.get(i)));
      }
    }
    return results;
  }
}
