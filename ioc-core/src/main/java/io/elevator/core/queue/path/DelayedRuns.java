package io.elevator.core.queue.path;

import io.elevator.spi.Timer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Runs of one hardware queue that were asked for at later instants, with one timer: it is armed for
 * the earliest and then, if a later one was asked for, for the latest. So nobody's run comes later
 * than asked, and whoever asked last has one that is not too early.
 *
 * <p>Guarded by {@link #lock}, inside which only the timer is armed.
 */
final class DelayedRuns {
  private final CoreHardwareQueue hctx;
  private final Timer timer;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean asked;
  private long earliest;
  private long latest;

  DelayedRuns(CoreHardwareQueue hctx, Function<Timer.Callback, Timer> timers) {
    this.hctx = hctx;
    this.timer = timers.apply(this::due);
  }

  /** Asks for a run at an instant. */
  void ask(long at) {
    ask(at, at);
  }

  /** Asks for a run at an instant, or before it. */
  void askBy(long at) {
    ask(at, Long.MIN_VALUE);
  }

  private void ask(long at, long notBefore) {
    lock.lock();
    try {
      latest = asked ? Math.max(latest, notBefore) : at;
      if (!asked || at < earliest) {
        timer.arm(at);
        asked = true;
        earliest = at;
      }
    } finally {
      lock.unlock();
    }
  }

  private void due(long now) {
    lock.lock();
    try {
      asked = latest > now;
      if (asked) {
        earliest = latest;
        timer.arm(latest);
      }
    } finally {
      lock.unlock();
    }
    Activation.current().requestRun(hctx);
  }

  /**
   * Closes the timer.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether none is in progress
   */
  boolean close(long nanos) {
    return timer.close(nanos);
  }
}
