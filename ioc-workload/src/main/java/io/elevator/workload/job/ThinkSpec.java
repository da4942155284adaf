package io.elevator.workload.job;

/**
 * Pauses between I/Os.
 *
 * @param nanos of a pause, 0 for none
 * @param blocks I/Os between pauses, at least 1
 * @param onIssue whether I/Os count when they are submitted rather than when they end
 * @param ioNanos a pause comes after so long, too; 0 for never
 */
public record ThinkSpec(long nanos, long blocks, boolean onIssue, long ioNanos) {
  /** No pauses. */
  public static final ThinkSpec NONE = new ThinkSpec(0, 1, false, 0);
}
