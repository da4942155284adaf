package io.elevator.core.time;

import io.elevator.spi.Clock;

/**
 * The conversion between nanoseconds and ticks: {@code startTick + floor((nanos − startNanos) / 1
 * ms)}. The tick counter is unsigned and may wrap.
 *
 * @param startNanos time at which the counter shows startTick, in nanoseconds
 * @param startTick value of the counter at startNanos; any value
 */
record TickScale(long startNanos, long startTick) {
  long tick(long nanos) {
    return startTick + Math.floorDiv(nanos - startNanos, Clock.TICK_NANOS);
  }

  long nanosOfTick(long tick) {
    return startNanos + (tick - startTick) * Clock.TICK_NANOS;
  }
}
