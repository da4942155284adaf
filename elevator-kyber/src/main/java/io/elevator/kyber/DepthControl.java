package io.elevator.kyber;

import io.elevator.spi.StateWriter;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The control loop: turns the latencies of a window into the number of tokens of each domain.
 * Source: Linux 6.1 kyber's timer function, including that both kinds share a domain's window end,
 * so that I/O, which is evaluated first, takes it away from the total.
 *
 * <p>The lock guards sums, window ends and remembered percentiles; only the timer and readers of
 * statistics take it. Inside it the pools' locks are taken.
 */
final class DepthControl {
  /** No percentile: too few samples. */
  static final int UNKNOWN = -1;

  private static final long WINDOW_TICKS = 1000;
  private static final long ENOUGH_SAMPLES = 500;
  private static final int CONGESTION_PERCENT = 90;
  private static final int TARGET_PERCENT = 99;

  private final LatencySamples samples;
  private final TokenPool[] pools;
  private final Listener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final long[] sums = new long[LatencySamples.CELLS];
  private final long[] windowEnd = new long[Domain.TIMED];
  private final int[] remembered = new int[Domain.TIMED];

  /** Hears of changed depths. */
  @FunctionalInterface
  interface Listener {
    /**
     * A domain's depth changed.
     *
     * @param congested whether because the device is congested, and not because the domain alone
     *     misses its target
     * @param now the time
     */
    void resized(Domain domain, int depth, boolean congested, long now);
  }

  /**
   * Makes one.
   *
   * @param samples where latencies come from
   * @param pools the tokens, by domain
   */
  DepthControl(LatencySamples samples, TokenPool[] pools, Listener listener) {
    this.samples = samples;
    this.pools = pools;
    this.listener = listener;
    Arrays.fill(remembered, UNKNOWN);
  }

  /** The timer fired: looks at what was counted and resizes. */
  void evaluate(long tick, long now) {
    lock.lock();
    try {
      samples.drainTo(sums);
      boolean congested = false;
      for (int i = 0; i < Domain.TIMED; i++) {
        // No short cut: each evaluation may end a window.
        int bucket = percentile(Domain.at(i), LatencyKind.IO, CONGESTION_PERCENT, tick);
        congested |= bucket >= LatencySamples.GOOD;
      }
      for (int i = 0; i < Domain.TIMED; i++) {
        adjust(Domain.at(i), congested, tick, now);
      }
    } finally {
      lock.unlock();
    }
  }

  private void adjust(Domain domain, boolean congested, long tick, long now) {
    int index = domain.index;
    int p99 = percentile(domain, LatencyKind.TOTAL, TARGET_PERCENT, tick);
    if (congested) {
      // What a domain measured while all was well decides how it gives way now.
      if (p99 == UNKNOWN) {
        p99 = remembered[index];
      }
      remembered[index] = UNKNOWN;
    } else if (p99 != UNKNOWN) {
      remembered[index] = p99;
    }
    if (p99 == UNKNOWN || (!congested && p99 < LatencySamples.GOOD)) {
      return;
    }
    TokenPool pool = pools[index];
    int wanted = pool.depth() * (p99 + 1) / LatencySamples.GOOD;
    int depth = Math.clamp(wanted, 1, domain.maxDepth);
    if (pool.resize(depth)) {
      listener.resized(domain, depth, congested, now);
    }
  }

  /**
   * Returns the bucket in which a percentile lies, or {@link #UNKNOWN} while there is too little.
   */
  private int percentile(Domain domain, LatencyKind kind, int percent, long tick) {
    int from = LatencySamples.histogram(domain, kind);
    int end = from + LatencySamples.BUCKETS;
    long total = 0;
    for (int cell = from; cell < end; cell++) {
      total += sums[cell];
    }
    if (total == 0) {
      return UNKNOWN;
    }
    int index = domain.index;
    if (windowEnd[index] == 0) {
      // 0 means not set, so an end that falls on it moves by one.
      long windowCloses = tick + WINDOW_TICKS;
      windowEnd[index] = windowCloses == 0 ? 1 : windowCloses;
    }
    if (total < ENOUGH_SAMPLES && windowEnd[index] - tick > 0) {
      return UNKNOWN;
    }
    windowEnd[index] = 0;
    long missing = (total * percent + 99) / 100;
    int bucket = 0;
    while (bucket < LatencySamples.BUCKETS - 1) {
      missing -= sums[from + bucket];
      if (missing <= 0) {
        break;
      }
      bucket++;
    }
    Arrays.fill(sums, from, end, 0);
    return bucket;
  }

  /** Writes what it remembers of a domain with a target. */
  void describe(Domain domain, StateWriter out) {
    lock.lock();
    try {
      int index = domain.index;
      out.number(domain.label + "_p99", remembered[index]);
      out.text(domain.label + "_window_end", Long.toUnsignedString(windowEnd[index]));
      for (LatencyKind kind : LatencyKind.values()) {
        StringBuilder counts = new StringBuilder();
        int from = LatencySamples.histogram(domain, kind);
        for (int cell = from; cell < from + LatencySamples.BUCKETS; cell++) {
          counts.append(cell == from ? "" : " ").append(sums[cell]);
        }
        out.text(domain.label + "_" + kind.label + "_buckets", counts.toString());
      }
    } finally {
      lock.unlock();
    }
  }
}
