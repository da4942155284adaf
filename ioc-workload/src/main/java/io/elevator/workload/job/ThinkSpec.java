package io.elevator.workload.job;

/**
 * Pauses of a job between its I/Os.
 *
 * @param nanos length of a pause in nanoseconds, 0 for no pauses
 * @param blocks number of I/Os between pauses, at least 1
 * @param onIssue whether I/Os count when they are submitted instead of when they end
 * @param ioNanos time after which a pause begins even with fewer I/Os, in nanoseconds; 0 for no
 *     such limit
 */
public record ThinkSpec(long nanos, long blocks, boolean onIssue, long ioNanos) {
  /** Specification of a job that makes no pauses. */
  public static final ThinkSpec NONE = new ThinkSpec(0, 1, false, 0);
}
