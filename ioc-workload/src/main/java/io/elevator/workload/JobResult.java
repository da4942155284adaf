package io.elevator.workload;

import io.elevator.api.BioStatus;
import io.elevator.workload.job.Direction;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.stats.JobStats;
import java.time.Duration;
import java.util.List;

/**
 * Figures of one job, or of all jobs that the option {@code group_reporting} joins.
 *
 * @param name name of the job, or of the first job that was joined
 * @param jobs number of jobs joined, 1 without {@code group_reporting}
 * @param runtime longest runtime of a job
 * @param status status of the first I/O whose error ended a job, {@link BioStatus#OK} if there was
 *     none
 * @param toleratedErrors number of errors that did not end a job, as {@code continue_on_error}
 *     allows
 * @param reads figures of the reads
 * @param writes figures of the writes
 * @param trims figures of the trims
 */
public record JobResult(
    String name,
    int jobs,
    Duration runtime,
    BioStatus status,
    long toleratedErrors,
    DirectionResult reads,
    DirectionResult writes,
    DirectionResult trims) {
  static JobResult of(ReportEntry entry) {
    JobStats stats = entry.stats();
    List<Double> percentages = entry.spec().percentiles();
    return new JobResult(
        entry.spec().name(),
        entry.jobs(),
        Duration.ofNanos(stats.runtimeNanos()),
        entry.status(),
        stats.errors(),
        DirectionResult.of(stats.of(Direction.READ), percentages),
        DirectionResult.of(stats.of(Direction.WRITE), percentages),
        DirectionResult.of(stats.of(Direction.TRIM), percentages));
  }
}
