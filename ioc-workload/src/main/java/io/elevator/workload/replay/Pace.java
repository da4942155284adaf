package io.elevator.workload.replay;

/**
 * Speed at which a trace is replayed.
 *
 * @param speed factor by which the replay is faster than the recording; infinite for as fast as
 *     possible
 * @param depth greatest number of I/Os in flight
 */
public record Pace(double speed, int depth) {
  /**
   * Greatest due time after the start, in nanoseconds (some 70 years). It is so small that sums
   * with it fit into a long.
   */
  private static final double FARTHEST_NANOS = 1L << 61;

  /**
   * Returns whether the I/Os are submitted as fast as possible, without regard to the times of the
   * trace.
   */
  boolean asFastAsPossible() {
    return Double.isInfinite(speed);
  }

  /**
   * Returns the time at which an I/O is due, in nanoseconds after the start of the replay.
   *
   * @param nanos time of the I/O in nanoseconds after the start of the trace
   */
  long due(long nanos) {
    return (long) Math.min(nanos / speed, FARTHEST_NANOS);
  }
}
