package io.elevator.kyber;

import io.elevator.spi.StateWriter;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The control loop: computes the number of tokens of each domain from the latencies of a window.
 * Behaviour: the timer function of Linux 6.1 kyber. As in Linux, both latency kinds of a domain
 * share one window end. {@link LatencyKind#IO} is evaluated first and resets this end, so the
 * evaluation of {@link LatencyKind#TOTAL} does not see that the window has ended.
 *
 * <p>The lock guards sums, window ends and remembered percentiles. Only the timer and readers of
 * statistics take this lock; while holding it they take the locks of the token pools.
 */
final class DepthControl {
  /** Value in place of a bucket when there are too few samples for a percentile. */
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

  /** Receives the changes of a domain's number of tokens. */
  @FunctionalInterface
  interface Listener {
    /**
     * Called when the depth of a domain has changed.
     *
     * @param depth new number of tokens
     * @param congested true if the drive is congested; false if only this domain misses its target
     * @param now time in nanoseconds
     */
    void resized(Domain domain, int depth, boolean congested, long now);
  }

  /**
   * Creates a control loop.
   *
   * @param samples source of the latencies
   * @param pools token pools, indexed by domain
   * @param listener receiver of changes of depth
   */
  DepthControl(LatencySamples samples, TokenPool[] pools, Listener listener) {
    this.samples = samples;
    this.pools = pools;
    this.listener = listener;
    Arrays.fill(remembered, UNKNOWN);
  }

  /**
   * Evaluates the latencies counted since the last call and sets the sizes of the token pools.
   * Called when the timer expires.
   *
   * @param tick current tick
   * @param now current time in nanoseconds
   */
  void evaluate(long tick, long now) {
    lock.lock();
    try {
      samples.drainTo(sums);
      boolean congested = false;
      for (int i = 0; i < Domain.TIMED; i++) {
        // The loop has no early exit, because evaluating a domain may also end its window.
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
      // If there is no new percentile, the last one that was measured without congestion decides
      // how far the depth of this domain is reduced.
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
   * Returns the bucket that contains a percentile, or {@link #UNKNOWN} if there are too few samples
   * and the window has not ended.
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
      // A window end of 0 means that none is set, so a computed end of 0 is replaced by 1.
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

  /** Writes the state of the control loop for a domain that has a latency target. */
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
