package io.elevator.workload.replay;

/**
 * When the I/Os of a trace are done.
 *
 * @param speed how many times as fast as recorded; infinite for as fast as possible
 * @param depth I/Os in flight at most
 */
public record Pace(double speed, int depth) {
  /**
   * Latest time after the beginning, in nanoseconds (some 70 years): sums with it fit into a long.
   */
  private static final double FARTHEST_NANOS = 1L << 61;

  /** Whether the times of the trace do not count. */
  boolean asFastAsPossible() {
    return Double.isInfinite(speed);
  }

  /** When something is due that is {@code nanos} after the beginning of the trace. */
  long due(long nanos) {
    return (long) Math.min(nanos / speed, FARTHEST_NANOS);
  }
}
