package io.elevator.mqdeadline;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.LatencyHistogram;
import io.elevator.spi.StateWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What one task got from one elevator: an account, of which no decision takes notice. Linux's
 * mq-deadline has none.
 *
 * <p>Written under the elevator's lock. Read by any thread, a little behind: counters in opaque
 * mode, the histogram published by a volatile write when the first request is handed out.
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
   * A request was handed out.
   *
   * @param waitNanos time since its allocation
   * @param overdue whether its deadline had passed
   * @param beganBatch whether it was the first of a batch
   */
  void handedOut(long waitNanos, boolean overdue, boolean beganBatch) {
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

  /** Returns how many requests were handed out after their deadline. */
  long expired() {
    return (long) EXPIRED.getOpaque(this);
  }

  /** Returns how many batches its requests began. */
  long batches() {
    return (long) BATCHES.getOpaque(this);
  }

  /** Returns the times its requests waited, or null before the first. */
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
