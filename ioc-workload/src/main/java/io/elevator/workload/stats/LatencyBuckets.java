package io.elevator.workload.stats;

/**
 * How many I/Os fell between fio's fixed bounds of latency: 2 to 1000 ns, 2 to 1000 us, 2 to 2000
 * ms, and beyond. An I/O counts at the least bound that is above it. Not thread-safe.
 */
public final class LatencyBuckets {
  /** A unit of the report. */
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

    /** Its name in the report. */
    public String symbol() {
      return symbol;
    }

    /** Its key in JSON. */
    public String key() {
      return key;
    }
  }

  private static final int[] BOUNDS = {2, 4, 10, 20, 50, 100, 250, 500, 750, 1000};
  private static final int[] MILLI_BOUNDS = {2, 4, 10, 20, 50, 100, 250, 500, 750, 1000, 2000};

  private final long[][] counts = new long[Unit.values().length][];
  private long total;

  /** Empty buckets. */
  public LatencyBuckets() {
    for (Unit unit : Unit.values()) {
      // One more for what is beyond the last bound; only milliseconds use it.
      counts[unit.index] = new long[bounds(unit).length + 1];
    }
  }

  private static int[] bounds(Unit unit) {
    return unit == Unit.MILLIS ? MILLI_BOUNDS : BOUNDS;
  }

  /** Adds one latency. */
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

  /** Adds everything that {@code other} has seen. */
  public void add(LatencyBuckets other) {
    total += other.total;
    for (int unit = 0; unit < counts.length; unit++) {
      for (int i = 0; i < counts[unit].length; i++) {
        counts[unit][i] += other.counts[unit][i];
      }
    }
  }

  /** Number of buckets of {@code unit}. */
  public int size(Unit unit) {
    return unit == Unit.MILLIS ? MILLI_BOUNDS.length + 1 : BOUNDS.length;
  }

  /** What fio calls bucket {@code index} of {@code unit}: its bound, or {@code >=2000}. */
  public String label(Unit unit, int index) {
    int[] bounds = bounds(unit);
    return index < bounds.length
        ? Integer.toString(bounds[index])
        : ">=" + bounds[bounds.length - 1];
  }

  /** Percentage of all I/Os in bucket {@code index} of {@code unit}; 0 when there were none. */
  public double percent(Unit unit, int index) {
    return total == 0 ? 0 : 100.0 * counts[unit.index][index] / total;
  }
}
