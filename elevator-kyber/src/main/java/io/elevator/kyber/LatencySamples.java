package io.elevator.kyber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Latencies counted since the last look: for each domain with a target and each kind, {@value
 * #BUCKETS} buckets, a quarter of the target wide. The first {@value #GOOD} are within the target.
 *
 * <p>Each stripe has counters of its own, a line apart from its neighbours'; completers add to
 * those of the request's stripe by an atomic add, and the timer takes them by an atomic swap with
 * 0, so each sample is seen exactly once. Linux 6.1 counts on the completing CPU; the sums are
 * equal.
 */
final class LatencySamples {
  /** Buckets of a histogram. */
  static final int BUCKETS = 8;

  /** Buckets of latencies within the target. */
  static final int GOOD = 4;

  /** Counters of one set of histograms. */
  static final int CELLS = Domain.TIMED * LatencyKind.COUNT * BUCKETS;

  private static final int INTS_PER_LINE = 16;
  private static final int STRIDE = CELLS + INTS_PER_LINE;
  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(int[].class);

  private final int[] counts;
  private final int stripes;

  /** Makes empty ones. */
  LatencySamples(int stripes) {
    this.stripes = stripes;
    counts = new int[INTS_PER_LINE + stripes * STRIDE];
  }

  /** Returns the first cell of a histogram in a set of {@link #CELLS} counters. */
  static int histogram(Domain domain, LatencyKind kind) {
    return (domain.index * LatencyKind.COUNT + kind.index) * BUCKETS;
  }

  /**
   * Returns the bucket of a latency.
   *
   * @param latency nanoseconds, unsigned
   * @param target nanoseconds, unsigned
   */
  static int bucketOf(long latency, long target) {
    if (latency == 0) {
      return 0;
    }
    long width = Math.max(target >>> 2, 1);
    long steps = latency - 1;
    // The common case first: a good quarter needs no division.
    if (Long.compareUnsigned(steps, width) < 0) {
      return 0;
    }
    // Linux keeps 32 bits of the quotient before it looks for the last bucket; a target of some
    // nanoseconds and a latency of seconds can wrap.
    long quotient = Long.divideUnsigned(steps, width) & 0xffff_ffffL;
    return (int) Math.min(quotient, BUCKETS - 1);
  }

  /** Counts a latency. */
  void add(int stripe, Domain domain, LatencyKind kind, long latency, long target) {
    int cell = histogram(domain, kind) + bucketOf(latency, target);
    COUNT.getAndAdd(counts, INTS_PER_LINE + stripe * STRIDE + cell, 1);
  }

  /** Moves all counts to a set of {@link #CELLS} sums, adding. */
  void drainTo(long[] sums) {
    for (int stripe = 0; stripe < stripes; stripe++) {
      int base = INTS_PER_LINE + stripe * STRIDE;
      for (int cell = 0; cell < CELLS; cell++) {
        if ((int) COUNT.getVolatile(counts, base + cell) != 0) {
          sums[cell] += (int) COUNT.getAndSet(counts, base + cell, 0);
        }
      }
    }
  }
}
