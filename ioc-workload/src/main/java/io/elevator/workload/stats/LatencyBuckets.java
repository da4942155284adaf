package io.elevator.workload.stats;

/**
 * Histogram of latencies with fio's fixed bounds: 2 to 1000 ns, 2 to 1000 us, 2 to 2000 ms, and
 * beyond. An I/O counts in the bucket of the smallest bound above its latency. Not thread-safe.
 */
public final class LatencyBuckets {
  /** Unit of the bounds of buckets in the report. */
  public enum Unit {
    NANOS(0, 1, "nsec", "latency_ns"),
    MICROS(1, 1_000, "usec", "latency_us"),
    MILLIS(2, 1_000_000, "msec", "latency_ms");

    private final int index;
    private final long nanos;
    private final String symbol;
    private final String key;

    Unit(int index, long nanos, String symbol, String key) {
      this.index = index;
      this.nanos = nanos;
      this.symbol = symbol;
      this.key = key;
    }

    /** Returns the name of the unit in the text report. */
    public String symbol() {
      return symbol;
    }

    /** Returns the key of the unit in the JSON report. */
    public String key() {
      return key;
    }
  }

  private static final int[] BOUNDS = {2, 4, 10, 20, 50, 100, 250, 500, 750, 1000};
  private static final int[] MILLI_BOUNDS = {2, 4, 10, 20, 50, 100, 250, 500, 750, 1000, 2000};

  private final long[][] counts = new long[Unit.values().length][];
  private long total;

  /** Creates empty buckets. */
  public LatencyBuckets() {
    for (Unit unit : Unit.values()) {
      // The array has one more bucket, for values beyond the last bound; only milliseconds use it.
      counts[unit.index] = new long[bounds(unit).length + 1];
    }
  }

  private static int[] bounds(Unit unit) {
    return unit == Unit.MILLIS ? MILLI_BOUNDS : BOUNDS;
  }

  /** Adds the latency of one I/O, in nanoseconds. */
  public void add(long nanos) {
    total++;
    Unit unit = nanos < 1_000 ? Unit.NANOS : nanos < 1_000_000 ? Unit.MICROS : Unit.MILLIS;
    int[] bounds = bounds(unit);
    int bucket = 0;
    while (bucket < bounds.length && nanos >= bounds[bucket] * unit.nanos) {
      bucket++;
    }
    counts[unit.index][bucket]++;
  }

  /** Adds the counts of another histogram. */
  public void add(LatencyBuckets other) {
    total += other.total;
    for (int unit = 0; unit < counts.length; unit++) {
      for (int i = 0; i < counts[unit].length; i++) {
        counts[unit][i] += other.counts[unit][i];
      }
    }
  }

  /** Returns the number of buckets whose bounds have the given unit. */
  public int size(Unit unit) {
    return unit == Unit.MILLIS ? MILLI_BOUNDS.length + 1 : BOUNDS.length;
  }

  /**
   * Returns the label that fio prints for bucket {@code index} of {@code unit}: its bound, or
   * {@code >=2000}.
   */
  public String label(Unit unit, int index) {
    int[] bounds = bounds(unit);
    return index < bounds.length
        ? Integer.toString(bounds[index])
        : ">=" + bounds[bounds.length - 1];
  }

  /**
   * Returns the percentage of all I/Os that are in bucket {@code index} of {@code unit}; 0 if there
   * were no I/Os.
   */
  public double percent(Unit unit, int index) {
    return total == 0 ? 0 : 100.0 * counts[unit.index][index] / total;
  }
}
