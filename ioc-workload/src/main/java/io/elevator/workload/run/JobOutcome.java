package io.elevator.workload.run;

import io.elevator.api.BioStatus;
import io.elevator.workload.job.Job;
import io.elevator.workload.stats.JobStats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one job ended.
 *
 * @param job which
 * @param stats what it did; not changed any more
 * @param status the first error, {@link BioStatus#OK} when there was none
 * @param ended when, by the calendar
 * @param usage what the process used meanwhile
 * @param depth I/Os in flight that it was given, or that were found to be enough
 * @param steady whether it became steady, null if it was not asked to
 */
public record JobOutcome(
    Job job,
    JobStats stats,
    BioStatus status,
    Instant ended,
    ProcessUsage usage,
    int depth,
    @Nullable SteadyOutcome steady) {
  /** A job that kept the depth that it was given. */
  public JobOutcome(Job job, JobStats stats, BioStatus status, Instant ended, ProcessUsage usage) {
    this(job, stats, status, ended, usage, job.spec().pace().depth(), null);
  }

  /** Returns a copy that says whether it became steady. */
  public JobOutcome withSteady(SteadyOutcome outcome) {
    return new JobOutcome(job, stats, status, ended, usage, depth, outcome);
  }
}
