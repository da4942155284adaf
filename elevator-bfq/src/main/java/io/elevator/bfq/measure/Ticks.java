package io.elevator.bfq.measure;

/**
 * Comparisons of tick counters (one tick is a millisecond), which are unsigned, start anywhere and
 * wrap.
 */
public final class Ticks {

  private static final long FARTHEST = (1L << 62) - 2;

  private Ticks() {}

  /** Whether {@code tick} lies before {@code now}. */
  public static boolean isBefore(long tick, long now) {
    return tick - now < 0;
  }

  /** Whether {@code tick} lies after {@code now}. */
  public static boolean isAfter(long tick, long now) {
    return tick - now > 0;
  }

  /** A tick so long before {@code now} that it counts as never. */
  public static long longBefore(long now) {
    return now - FARTHEST;
  }

  /** The larger of two ticks as plain unsigned numbers. */
  public static long unsignedMax(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }
}
