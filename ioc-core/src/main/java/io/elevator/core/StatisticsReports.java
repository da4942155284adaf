package io.elevator.core;

import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.core.context.BoundedWait;
import io.elevator.core.defects.ErrorSink;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Passes the figures of a layer's queues to its sink. {@link #lock} guards {@link #closed} and is
 * held during each call of the sink, so that calls never overlap. The figures of a queue are read
 * before the lock is taken. The timer's callback only defers a job, because all timers share a
 * thread.
 */
final class StatisticsReports {
  private final TimeBase time;
  private final StatisticsSink sink;
  private final long intervalNanos;
  private final long limitNanos;
  private final ErrorSink errors;
  private final Supplier<List<RequestQueue>> queues;
  private final ReentrantLock lock = new ReentrantLock();
  private final Runnable reporting = this::reportAll;
  private final Timer timer;

  /** Whether it was reported that the sink does not return. */
  private final AtomicBoolean late = new AtomicBoolean();

  private volatile boolean closed;

  /**
   * Starts the periodic reports of figures.
   *
   * @param intervalNanos time between reports, in nanoseconds; 0 for last figures only
   * @param limitNanos longest wait for a call of the sink to return, in nanoseconds
   */
  StatisticsReports(
      TimeBase time,
      StatisticsSink sink,
      long intervalNanos,
      long limitNanos,
      ErrorSink errors,
      Supplier<List<RequestQueue>> queues) {
    this.time = time;
    this.sink = sink;
    this.intervalNanos = intervalNanos;
    this.limitNanos = limitNanos;
    this.errors = errors;
    this.queues = queues;
    this.timer = time.newTimer(this::due);
    if (intervalNanos > 0) {
      timer.arm(time.now() + intervalNanos);
    }
  }

  private void due(long now) {
    try {
      time.defer(reporting);
    } catch (Throwable e) {
      errors.report("statistics", e);
      timer.arm(now + intervalNanos);
    }
  }

  private void reportAll() {
    try {
      for (RequestQueue queue : queues.get()) {
        report(queue);
      }
    } finally {
      timer.arm(time.now() + intervalNanos);
    }
  }

  /** Passes the figures of a queue to the sink. Has no effect after {@link #close}. */
  void report(RequestQueue queue) {
    try {
      StatisticsNode figures = queue.metrics().statistics();
      if (!isLocked(queue.name())) {
        return;
      }
      try {
        if (!closed) {
          sink.record(queue.name(), figures);
        }
      } finally {
        lock.unlock();
      }
    } catch (Throwable e) {
      errors.report(queue.name(), "", "statistics", e);
    }
  }

  /** Ends the reports. After this call the sink is not called any more. */
  void close() {
    timer.close();
    boolean locked = isLocked("");
    closed = true;
    if (locked) {
      lock.unlock();
    }
  }

  /** Takes the lock; if the sink does not return for the limit, that is reported instead. */
  private boolean isLocked(String queue) {
    if (lock.tryLock() || (!late.get() && BoundedWait.lock(lock, limitNanos))) {
      return true;
    }
    if (!late.getAndSet(true)) {
      errors.report(
          queue,
          "",
          "statistics",
          new IllegalStateException("the statistics sink has not returned in time"));
    }
    return false;
  }
}
