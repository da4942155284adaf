package io.elevator.bfq.measure;

/**
 * Comparisons of ticks. A tick is one millisecond; the counter of ticks is unsigned, starts at any
 * value and wraps around.
 */
public final class Ticks {

  private static final long FARTHEST = (1L << 62) - 2;

  private Ticks() {}

  /** Returns true if {@code tick} is before {@code now}. */
  public static boolean isBefore(long tick, long now) {
    return tick - now < 0;
  }

  /** Returns true if {@code tick} is after {@code now}. */
  public static boolean isAfter(long tick, long now) {
    return tick - now > 0;
  }

  /** Returns a tick that is so long before {@code now} that it stands for "never". */
  public static long longBefore(long now) {
    return now - FARTHEST;
  }

  /** Returns the larger of two ticks, compared as plain unsigned numbers. */
  public static long unsignedMax(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }
}
