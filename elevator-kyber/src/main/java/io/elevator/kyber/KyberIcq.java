package io.elevator.kyber;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.LatencyHistogram;
import io.elevator.spi.StateWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of one task's I/O on one queue, for each domain. They influence no decision.
 *
 * <p>Several threads may complete requests of one task at the same time, so the icq's monitor
 * guards the histograms. No other lock is taken while it is held. It is uncontended while the
 * completions of a task come one at a time, and needs no memory while it is free. Dispatch counts
 * are incremented atomically, because dispatchers of different hardware queues share no lock. The
 * histograms of a domain are allocated at its first sample, because most tasks only read.
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

  /** Counts a dispatched request. */
  void dispatched(Domain domain) {
    COUNT.getAndAdd(dispatched, domain.index, 1);
  }

  /**
   * Records the latencies of a completed request.
   *
   * @param domain domain of the request
   * @param waitNanos time from allocation to start by the driver, in nanoseconds
   * @param deviceNanos time from start by the driver to completion, in nanoseconds
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

  /** Returns the number of dispatched requests of a domain. */
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
