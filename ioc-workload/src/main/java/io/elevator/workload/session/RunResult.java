package io.elevator.workload.session;

import org.jspecify.annotations.Nullable;

/**
 * Result of a run of jobs.
 *
 * @param report its figures, null if it was ended before a job began
 * @param interrupted whether the run was ended early
 * @param failed whether an I/O ended with an error or a defect occurred
 */
public record RunResult(@Nullable RunReport report, boolean interrupted, boolean failed) {}
