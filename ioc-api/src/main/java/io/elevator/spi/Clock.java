package io.elevator.spi;

/**
 * Monotonic time in nanoseconds, and the tick counter derived from the same reading. Thread-safe;
 * the only source of time in the library.
 */
public interface Clock {
  /** Nanoseconds in a tick: 1 ms, HZ = 1000. */
  long TICK_NANOS = 1_000_000;

  /** Returns the time now: positive, never 0, never decreasing. */
  long now();

  /**
   * Returns the tick of an instant: an unsigned counter of milliseconds with any start value, which
   * may wrap.
   */
  long tick(long nanos);

  /**
   * Returns the first instant of a tick, for arming a timer; the tick must be within half the
   * counter's range of now.
   */
  long nanosOfTick(long tick);
}
