package io.elevator.workload.session;

import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param report its figures; null when it was ended before a job began
 * @param interrupted whether somebody ended it before its time
 * @param failed whether an I/O ended with an error, or something inside did
 */
public record RunResult(@Nullable RunReport report, boolean interrupted, boolean failed) {}
