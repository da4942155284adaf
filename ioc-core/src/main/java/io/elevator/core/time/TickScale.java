package io.elevator.core.time;

import io.elevator.spi.Clock;

/**
 * The tick counter over a nanosecond clock: {@code startTick + floor((nanos − startNanos) / 1 ms)},
 * unsigned and free to wrap.
 *
 * @param startNanos the instant at which the counter shows startTick
 * @param startTick any value
 */
record TickScale(long startNanos, long startTick) {
  long tick(long nanos) {
    return startTick + Math.floorDiv(nanos - startNanos, Clock.TICK_NANOS);
  }

  long nanosOfTick(long tick) {
    return startNanos + (tick - startTick) * Clock.TICK_NANOS;
  }
}
