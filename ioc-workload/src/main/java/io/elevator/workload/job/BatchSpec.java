package io.elevator.workload.job;

/**
 * Numbers of I/Os that a job submits together, and whose ends it processes ("reaps") together.
 *
 * @param submit number of I/Os submitted together, at least 1
 * @param completeMin number of ended I/Os to wait for when the job has reached its depth; 0 to reap
 *     the I/Os that have ended before each submission, without waiting
 * @param completeMax greatest number of I/Os reaped together, at least 1
 * @param low number of I/Os in flight at which a job that had reached its depth submits again, at
 *     least 1
 */
public record BatchSpec(int submit, int completeMin, int completeMax, int low) {
  /**
   * Returns the numbers that fio uses by default: one I/O at a time, always filled up to {@code
   * depth}.
   */
  public static BatchSpec defaults(int depth) {
    return new BatchSpec(1, 1, 1, depth);
  }
}
