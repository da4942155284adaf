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
   * Greatest time after the start, in nanoseconds (some 70 years): sums with it fit into a long.
   */
  private static final double FARTHEST_NANOS = 1L << 61;

  /** Returns whether the times of the trace are ignored. */
  boolean asFastAsPossible() {
    return Double.isInfinite(speed);
  }

  /**
   * Returns the due time of an I/O, in nanoseconds after the start of the replay.
   *
   * @param nanos time of the I/O in nanoseconds after the start of the trace
   */
  long due(long nanos) {
    return (long) Math.min(nanos / speed, FARTHEST_NANOS);
  }
}
