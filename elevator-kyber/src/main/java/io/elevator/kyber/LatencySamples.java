package io.elevator.kyber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts of the latencies since the last {@link #drainTo}: a histogram of {@value #BUCKETS} buckets
 * for each domain with a target and each latency kind. The width of a bucket is a quarter of the
 * target, so the first {@value #GOOD} buckets contain the latencies within the target.
 *
 * <p>Each stripe has its own counters, separated by a cache line from those of the next stripe. A
 * completing thread atomically increments a counter of the request's stripe, and the timer
 * atomically swaps the counter with 0, so each sample is read exactly once. Linux 6.1 has counters
 * for each CPU instead; the sums are equal.
 */
final class LatencySamples {
  /** Number of buckets in a histogram. */
  static final int BUCKETS = 8;

  /** Number of buckets for latencies within the target. */
  static final int GOOD = 4;

  /** Number of counters in the histograms of one stripe. */
  static final int CELLS = Domain.TIMED * LatencyKind.COUNT * BUCKETS;

  private static final int INTS_PER_LINE = 16;
  private static final int STRIDE = CELLS + INTS_PER_LINE;
  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(int[].class);

  private final int[] counts;
  private final int stripes;

  /** Creates counters with the value 0. */
  LatencySamples(int stripes) {
    this.stripes = stripes;
    counts = new int[INTS_PER_LINE + stripes * STRIDE];
  }

  /**
   * Returns the index of a histogram's first counter among the {@link #CELLS} counters of a stripe.
   */
  static int histogram(Domain domain, LatencyKind kind) {
    return (domain.index * LatencyKind.COUNT + kind.index) * BUCKETS;
  }

  /**
   * Returns the bucket of a latency.
   *
   * @param latency latency in nanoseconds, unsigned
   * @param target latency target in nanoseconds, unsigned
   */
  static int bucketOf(long latency, long target) {
    if (latency == 0) {
      return 0;
    }
    long width = Math.max(target >>> 2, 1);
    long steps = latency - 1;
    // The most common case comes first: a latency in the first quarter of the target needs no
    // division.
    if (Long.compareUnsigned(steps, width) < 0) {
      return 0;
    }
    // Linux truncates the quotient to 32 bits before it limits it to the last bucket. So the
    // quotient wraps round if the target is a few nanoseconds and the latency is seconds.
    long quotient = Long.divideUnsigned(steps, width) & 0xffff_ffffL;
    return (int) Math.min(quotient, BUCKETS - 1);
  }

  /** Counts a latency. Callable from any thread. */
  void add(int stripe, Domain domain, LatencyKind kind, long latency, long target) {
    int cell = histogram(domain, kind) + bucketOf(latency, target);
    COUNT.getAndAdd(counts, INTS_PER_LINE + stripe * STRIDE + cell, 1);
  }

  /** Adds all counts to {@link #CELLS} sums and resets the counts to 0. */
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
