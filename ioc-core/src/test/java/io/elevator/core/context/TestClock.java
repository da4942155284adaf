package io.elevator.core.context;

import io.elevator.spi.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** Clock that advances by one nanosecond at each reading. */
final class TestClock implements Clock {
  private final AtomicLong now = new AtomicLong();

  @Override
  public long now() {
    return now.incrementAndGet();
  }

  @Override
  public long tick(long nanos) {
    return nanos / TICK_NANOS;
  }

  @Override
  public long nanosOfTick(long tick) {
    return tick * TICK_NANOS;
  }
}
