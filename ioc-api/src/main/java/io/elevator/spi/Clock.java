package io.elevator.spi;

/**
 * Monotonic time in nanoseconds, and a tick counter that is derived from the same reading. The only
 * source of time in the library: real time or virtual time. Thread-safe.
 */
public interface Clock {
  /** Length of a tick, in nanoseconds: 1 ms, as with {@code HZ} = 1000. */
  long TICK_NANOS = 1_000_000;

  /** Returns the current time in nanoseconds: positive, never 0, never decreasing. */
  long now();

  /**
   * Returns the tick that contains an instant. The tick counter counts milliseconds, is unsigned,
   * has any start value and may wrap.
   *
   * @param nanos instant, in nanoseconds of {@link #now}
   */
  long tick(long nanos);

  /**
   * Returns the first instant of a tick in nanoseconds of {@link #now}, for arming a timer.
   *
   * @param tick tick within half the counter's range of the current tick
   */
  long nanosOfTick(long tick);
}
