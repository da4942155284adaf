package io.elevator.core.time;

import io.elevator.spi.Clock;
import io.elevator.spi.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A clock with the timers and deferred jobs that live on it. The same code runs over real threads
 * and over one event loop in virtual time, because this is all it knows of either.
 */
public interface TimeBase extends Clock, AutoCloseable {
  /** The longest time that is waited or counted, in nanoseconds: 146 years. */
  long LONGEST_NANOS = Long.MAX_VALUE / 2;

  /**
   * Returns a duration in nanoseconds; one longer than {@link #LONGEST_NANOS}, which {@link
   * Duration#toNanos} may refuse, as that. An instant of this clock can be added without overflow.
   */
  static long nanos(Duration duration) {
    return Math.min(TimeUnit.NANOSECONDS.convert(duration), LONGEST_NANOS);
  }

  /** Makes a timer. */
  Timer newTimer(Timer.Callback callback);

  /**
   * Runs a job outside this call and all locks: soon, on a worker, or at the same instant of
   * virtual time. Jobs deferred by one thread may run in any order and at once under real time, in
   * order of deferral under virtual time.
   */
  void defer(Runnable job);

  /** Whether time is virtual, so that no thread may wait for it but by stepping its event loop. */
  boolean isVirtual();

  /** Stops timers and workers; jobs that were deferred before have run on return. */
  @Override
  void close();
}
