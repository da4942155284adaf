package io.elevator.workload.job;

/**
 * How many I/Os are handed over, and taken back, at once.
 *
 * @param submit handed over together, at least 1
 * @param completeMin waited for when the job is full; 0 takes back whatever has ended before each
 *     submission
 * @param completeMax taken back together, at least 1
 * @param low in flight when a job that was full begins to submit again, at least 1
 */
public record BatchSpec(int submit, int completeMin, int completeMax, int low) {
  /** One at a time, as full as may be. */
  public static BatchSpec defaults(int depth) {
    return new BatchSpec(1, 1, 1, depth);
  }
}
