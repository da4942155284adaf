package io.elevator.workload.run;

import io.elevator.api.BioStatus;
import io.elevator.workload.job.Job;
import io.elevator.workload.stats.JobStats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Result of one job.
 *
 * @param job job that has ended
 * @param stats statistics of the job; not changed any more
 * @param status first error, {@link BioStatus#OK} if there was none
 * @param ended calendar time at which the job ended
 * @param usage resources that the process used while the job ran
 * @param depth I/Os in flight: the job's {@code iodepth}, or the depth found by its latency target
 * @param steady whether the job reached a steady state, null if it was not asked to
 */
public record JobOutcome(
    Job job,
    JobStats stats,
    BioStatus status,
    Instant ended,
    ProcessUsage usage,
    int depth,
    @Nullable SteadyOutcome steady) {
  /**
   * Creates the result of a job that used its own {@code iodepth} and had no steady-state target.
   */
  public JobOutcome(Job job, JobStats stats, BioStatus status, Instant ended, ProcessUsage usage) {
    this(job, stats, status, ended, usage, job.spec().pace().depth(), null);
  }

  /** Returns a copy of this result with the steady-state result {@code outcome}. */
  public JobOutcome withSteady(SteadyOutcome outcome) {
    return new JobOutcome(job, stats, status, ended, usage, depth, outcome);
  }
}
