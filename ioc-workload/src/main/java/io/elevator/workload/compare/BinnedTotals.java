package io.elevator.workload.compare;

import java.util.Arrays;

/**
 * Totals of an amount over time, such as bytes, in bins of equal width. The width doubles whenever
 * a run outlasts the bins, so the memory is the same for a run of any length. Not thread-safe.
 */
public final class BinnedTotals {
  private static final int BINS = 240;
  private static final long FIRST_WIDTH_NANOS = 1_000_000;

  private final long[] bins = new long[BINS];
  private long widthNanos = FIRST_WIDTH_NANOS;
  private int used;

  /** Creates totals that are all 0. */
  public BinnedTotals() {}

  /** Adds {@code amount} at {@code nanos} nanoseconds after the start. */
  public void add(long nanos, long amount) {
    while (nanos / widthNanos >= BINS) {
      widen();
    }
    int bin = (int) (nanos / widthNanos);
    bins[bin] += amount;
    used = Math.max(used, bin + 1);
  }

  /** Adds the totals of another series to these totals. */
  void add(BinnedTotals other) {
    for (int i = 0; i < other.used; i++) {
      add(i * other.widthNanos, other.bins[i]);
    }
  }

  private void widen() {
    for (int i = 0; i < BINS / 2; i++) {
      bins[i] = bins[2 * i] + bins[2 * i + 1];
    }
    Arrays.fill(bins, BINS / 2, BINS, 0);
    used = (used + 1) / 2;
    widthNanos *= 2;
  }

  /**
   * Widens the bins to the width of another series, if they are narrower.
   *
   * @param nanos width of a bin of the other series, in nanoseconds
   */
  public void widenTo(long nanos) {
    while (widthNanos < nanos) {
      widen();
    }
  }

  /** Returns the width of a bin, in nanoseconds. */
  public long widthNanos() {
    return widthNanos;
  }

  /** Returns the number of bins up to the last used bin. */
  public int size() {
    return used;
  }

  /** Returns the total amount in a bin. */
  public long total(int bin) {
    return bins[bin];
  }
}
