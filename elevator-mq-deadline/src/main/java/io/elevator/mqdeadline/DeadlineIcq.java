package io.elevator.mqdeadline;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.LatencyHistogram;
import io.elevator.spi.StateWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of one task on one queue. They influence no decision. Linux's mq-deadline has no such
 * statistics.
 *
 * <p>Written under the elevator's lock. Any thread may read them without the lock and may then see
 * slightly old values. The counters are accessed in opaque mode, and a volatile write publishes the
 * histogram when the first request is dispatched.
 */
final class DeadlineIcq extends Icq {
  private static final VarHandle EXPIRED;
  private static final VarHandle BATCHES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      EXPIRED = lookup.findVarHandle(DeadlineIcq.class, "expired", long.class);
      BATCHES = lookup.findVarHandle(DeadlineIcq.class, "batches", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long expired;
  private long batches;
  private volatile @Nullable LatencyHistogram waiting;

  DeadlineIcq(IcqOwner owner) {
    super(owner);
  }

  /**
   * Counts a dispatched request. Called under the elevator's lock.
   *
   * @param waitNanos time since the request was allocated, in nanoseconds
   * @param overdue true if the deadline of the request had passed
   * @param beganBatch true if the request was the first of a batch
   */
  void countDispatch(long waitNanos, boolean overdue, boolean beganBatch) {
    LatencyHistogram histogram = waiting;
    if (histogram == null) {
      histogram = new LatencyHistogram();
      waiting = histogram;
    }
    histogram.record(waitNanos);
    if (overdue) {
      EXPIRED.setOpaque(this, expired + 1);
    }
    if (beganBatch) {
      BATCHES.setOpaque(this, batches + 1);
    }
  }

  /** Returns the number of requests that were dispatched after their deadline. */
  long expired() {
    return (long) EXPIRED.getOpaque(this);
  }

  /** Returns the number of batches that began with a request of the task. */
  long batches() {
    return (long) BATCHES.getOpaque(this);
  }

  /** Returns the waiting times of the task's requests; null before the first dispatch. */
  @Nullable LatencyHistogram waiting() {
    return waiting;
  }

  @Override
  public void describe(StateWriter out) {
    out.number("expired", expired());
    out.number("batches", batches());
    LatencyHistogram histogram = waiting;
    if (histogram != null) {
      out.latency("waiting", histogram);
    }
  }
}
