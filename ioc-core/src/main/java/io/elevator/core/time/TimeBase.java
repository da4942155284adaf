package io.elevator.core.time;

import io.elevator.spi.Clock;
import io.elevator.spi.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A clock with its timers and deferred jobs. The rest of the library accesses time only through
 * this interface, so the same code runs over real threads and over one event loop in virtual time.
 */
public interface TimeBase extends Clock, AutoCloseable {
  /** Longest duration that can be waited for or counted, in nanoseconds: 146 years. */
  long LONGEST_NANOS = Long.MAX_VALUE / 2;

  /**
   * Returns a duration in nanoseconds, at most {@link #LONGEST_NANOS}. Unlike {@link
   * Duration#toNanos}, this method does not throw for a longer duration. The result can be added to
   * a time of this clock without overflow.
   */
  static long nanos(Duration duration) {
    return Math.min(TimeUnit.NANOSECONDS.convert(duration), LONGEST_NANOS);
  }

  /**
   * Creates a timer, which is not armed.
   *
   * @param callback called each time the timer fires
   */
  Timer newTimer(Timer.Callback callback);

  /**
   * Schedules a job to run after this call, with no lock held: soon, on a worker, or at the same
   * instant of virtual time. In real time the jobs that one thread defers may run in any order and
   * concurrently; in virtual time they run in the order of deferral.
   */
  void defer(Runnable job);

  /**
   * Returns whether time is virtual. If so, no thread may block to wait for a time: it must step
   * the event loop instead.
   */
  boolean isVirtual();

  /** Stops timers and workers. Jobs that were deferred before have run when this method returns. */
  @Override
  void close();
}
