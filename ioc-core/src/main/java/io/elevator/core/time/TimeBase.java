package io.elevator.core.time;

import io.elevator.spi.Clock;
import io.elevator.spi.Timer;

/**
 * A clock with the timers and deferred jobs that live on it. The same code runs over real threads
 * and over one event loop in virtual time, because this is all it knows of either.
 */
public interface TimeBase extends Clock, AutoCloseable {
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
