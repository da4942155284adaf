package io.elevator.core.queue.state;

import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;

/**
 * Creates the timers of a queue. A timer's callback is an entry into the library, so runs that the
 * callback requests are performed when it ends. An exception of a callback is reported.
 */
public final class QueueTimers {
  private final TimeBase time;
  private final QueueErrors errors;
  private final Runnable threadLeft;

  /**
   * Creates a source of timers.
   *
   * @param threadLeft called after each callback, when its thread has left the queue
   */
  public QueueTimers(TimeBase time, QueueErrors errors, Runnable threadLeft) {
    this.time = time;
    this.errors = errors;
    this.threadLeft = threadLeft;
  }

  /** Creates a timer that is not armed. */
  public Timer make(Timer.Callback callback) {
    return time.newTimer(now -> fire(callback, now));
  }

  private void fire(Timer.Callback callback, long now) {
    try (Activation activation = Activation.current().enter(time, now)) {
      if (!time.isVirtual()) {
        activation.servesTimers();
      }
      call(callback, activation);
    } finally {
      threadLeft.run();
    }
  }

  private void call(Timer.Callback callback, Activation activation) {
    try {
      callback.fired(activation.now());
    } catch (Throwable e) {
      errors.report("timer", e);
    }
  }
}
