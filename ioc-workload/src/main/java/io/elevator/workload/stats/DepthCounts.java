package io.elevator.workload.stats;

/**
 * Histogram of numbers of I/Os, in flight or submitted together, with fio's columns by powers of
 * two. Not thread-safe.
 */
public final class DepthCounts {
  /** Rule by which numbers belong to columns, as in fio's reports. */
  public enum Columns {
    /**
     * LEVELS: columns that go from each power of two up to the next: 1, 2, 4, 8, 16, 32, 64 and
     * more.
     */
    LEVELS,
    /**
     * BATCHES: columns that go up to each bound: 0, up to 4, up to 8, up to 16, up to 32, up to 64,
     * and more.
     */
    BATCHES;

    /** Returns the label that fio prints for column {@code index}. */
    public String label(int index) {
      if (index == SIZE - 1) {
        return ">=64";
      }
      return switch (this) {
        case LEVELS -> Integer.toString(1 << index);
        case BATCHES -> index == 0 ? "0" : Integer.toString(2 << index);
      };
    }

    private int column(int number) {
      return switch (this) {
        case LEVELS -> Math.min(31 - Integer.numberOfLeadingZeros(Math.max(number, 1)), SIZE - 1);
        case BATCHES -> {
          if (number == 0) {
            yield 0;
          }
          // The numbers 1 to 4 belong to column 1, 5 to 8 to column 2, and each further column is
          // twice as wide.
          yield Math.min(Math.max(32 - Integer.numberOfLeadingZeros(number - 1), 2) - 1, SIZE - 1);
        }
      };
    }
  }

  /** Number of columns of a histogram. */
  public static final int SIZE = 7;

  private final Columns columns;
  private final long[] counts = new long[SIZE];
  private long total;

  /**
   * Creates an empty histogram.
   *
   * @param columns rule by which numbers belong to columns
   */
  public DepthCounts(Columns columns) {
    this.columns = columns;
  }

  /** Counts a number of I/Os, 0 or more. */
  public void add(int number) {
    counts[columns.column(number)]++;
    total++;
  }

  /** Adds the counts of another histogram. */
  public void add(DepthCounts other) {
    for (int i = 0; i < SIZE; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
  }

  /** Returns the rule by which numbers belong to columns. */
  public Columns columns() {
    return columns;
  }

  /**
   * Returns the percentage of the counted numbers that are in column {@code index}; 0 if nothing
   * was counted.
   */
  public double percent(int index) {
    return total == 0 ? 0 : 100.0 * counts[index] / total;
  }
}
