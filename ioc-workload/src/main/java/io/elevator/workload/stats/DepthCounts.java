package io.elevator.workload.stats;

/**
 * Histogram of numbers of I/Os, in flight or submitted together, with fio's columns by powers of
 * two. Not thread-safe.
 */
public final class DepthCounts {
  /** fio's assignment of numbers to columns. */
  public enum Columns {
    /** Columns from each power of two up to the next: 1, 2, 4, 8, 16, 32, 64 and more. */
    LEVELS,
    /** Columns up to each bound: 0, up to 4, up to 8, up to 16, up to 32, up to 64, and more. */
    BATCHES;

    /** Returns fio's label of column {@code index}. */
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
          // 1 to 4 belong to column 1, 5 to 8 to column 2, and so on by doubling.
          yield Math.min(Math.max(32 - Integer.numberOfLeadingZeros(number - 1), 2) - 1, SIZE - 1);
        }
      };
    }
  }

  /** Number of columns. */
  public static final int SIZE = 7;

  private final Columns columns;
  private final long[] counts = new long[SIZE];
  private long total;

  /** Creates an empty histogram. */
  public DepthCounts(Columns columns) {
    this.columns = columns;
  }

  /** Counts {@code number}, 0 or more. */
  public void add(int number) {
    counts[columns.column(number)]++;
    total++;
  }

  /** Adds the counts of {@code other}. */
  public void add(DepthCounts other) {
    for (int i = 0; i < SIZE; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
  }

  /** Returns the assignment of numbers to columns. */
  public Columns columns() {
    return columns;
  }

  /** Returns the percentage in column {@code index}; 0 if nothing was counted. */
  public double percent(int index) {
    return total == 0 ? 0 : 100.0 * counts[index] / total;
  }
}
