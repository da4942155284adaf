package io.elevator.cli.report;

import io.elevator.api.BioStatus;
import io.elevator.cli.job.Job;
import io.elevator.cli.stats.JobStats;
import java.time.Instant;

/**
 * How one job ended.
 *
 * @param job which
 * @param stats what it did; not changed any more
 * @param status the first error, {@link BioStatus#OK} when there was none
 * @param ended when, by the calendar
 * @param usage what the process used meanwhile
 */
public record JobOutcome(
    Job job, JobStats stats, BioStatus status, Instant ended, ProcessUsage usage) {}
