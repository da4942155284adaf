package io.elevator.workload.session;

import io.elevator.api.BioStatus;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.run.Errno;
import io.elevator.workload.run.JobOutcome;
import io.elevator.workload.run.ProcessUsage;
import io.elevator.workload.run.SteadyOutcome;
import io.elevator.workload.stats.JobStats;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entry of the report: one job, or several jobs joined by group reporting.
 *
 * @param first job whose name the entry has
 * @param jobs number of jobs
 * @param stats sum of the jobs' statistics
 * @param status first error of the jobs, {@link BioStatus#OK} if there was none
 * @param ended time at which the last job ended
 * @param usage resources used during the job that ran longest
 * @param depth I/Os in flight of the first job
 * @param steady steady-state result of the first job, null if it was not asked for
 */
public record ReportEntry(
    Job first,
    int jobs,
    JobStats stats,
    BioStatus status,
    Instant ended,
    ProcessUsage usage,
    int depth,
    @Nullable SteadyOutcome steady) {
  /** Returns the entry for {@code outcomes}, at least one, in the order of the jobs. */
  public static ReportEntry of(List<JobOutcome> outcomes) {
    JobStats stats = new JobStats();
    BioStatus status = BioStatus.OK;
    Instant ended = Instant.MIN;
    JobOutcome longest = outcomes.getFirst();
    for (JobOutcome outcome : outcomes) {
      stats.add(outcome.stats());
      status = status.isError() ? status : outcome.status();
      ended = ended.isAfter(outcome.ended()) ? ended : outcome.ended();
      if (outcome.stats().runtimeNanos() > longest.stats().runtimeNanos()) {
        longest = outcome;
      }
    }
    return new ReportEntry(
        outcomes.getFirst().job(),
        outcomes.size(),
        stats,
        status,
        ended,
        longest.usage(),
        outcomes.getFirst().depth(),
        outcomes.getFirst().steady());
  }

  /** Returns the specification of the first job. */
  public JobSpec spec() {
    return first.spec();
  }

  /** Returns Linux's error number of the first error, 0 if there was none. */
  public int errno() {
    return Errno.of(status);
  }
}
