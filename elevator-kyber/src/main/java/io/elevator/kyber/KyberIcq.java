package io.elevator.kyber;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.LatencyHistogram;
import io.elevator.spi.StateWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a task's I/O came to in each domain: for statistics, never for a decision.
 *
 * <p>Completers of one task's requests may meet, so its monitor guards the histograms: a lock of
 * the icq alone, innermost, and free when the task's completions come one at a time. The monitor
 * costs no memory while it is free. Counts of hand-outs are added up atomically, since dispatchers
 * of different hardware queues share no lock. A domain's histograms are made at its first sample:
 * most of a million tasks only read.
 */
final class KyberIcq extends Icq {
  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(int[].class);

  private final int[] dispatched = new int[Domain.COUNT];
  private final @Nullable Latencies[] latencies = new @Nullable Latencies[Domain.COUNT];

  private static final class Latencies {
    final LatencyHistogram waiting = new LatencyHistogram();
    final LatencyHistogram device = new LatencyHistogram();
  }

  KyberIcq(IcqOwner owner) {
    super(owner);
  }

  /** A request was handed out. */
  void dispatched(Domain domain) {
    COUNT.getAndAdd(dispatched, domain.index, 1);
  }

  /**
   * A request was completed.
   *
   * @param waitNanos from its making to its start on the device
   * @param deviceNanos from there to its completion
   */
  synchronized void completed(Domain domain, long waitNanos, long deviceNanos) {
    Latencies of = latencies[domain.index];
    if (of == null) {
      of = new Latencies();
      latencies[domain.index] = of;
    }
    of.waiting.record(waitNanos);
    of.device.record(deviceNanos);
  }

  /** Returns how many requests of a domain were handed out. */
  int dispatchedCount(Domain domain) {
    return (int) COUNT.getOpaque(dispatched, domain.index);
  }

  @Override
  public synchronized void describe(StateWriter out) {
    for (Domain domain : Domain.values()) {
      int count = dispatchedCount(domain);
      Latencies of = latencies[domain.index];
      if (count == 0 && of == null) {
        continue;
      }
      out.begin(domain.label);
      out.number("dispatched", count);
      if (of != null) {
        out.latency("wait", of.waiting);
        out.latency("device", of.device);
      }
      out.end();
    }
  }
}
