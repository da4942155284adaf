package io.elevator.workload.stats;

/**
 * Count, least, greatest, mean and standard deviation of a stream of numbers, by Welford's method,
 * which stays accurate where sums of squares would overflow. Not thread-safe.
 */
public final class Moments {
  private long count;
  private long min = Long.MAX_VALUE;
  private long max;
  private double mean;
  private double squares;

  /** Adds a number, 0 or more. */
  public void add(long value) {
    count++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    double delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
  }

  /** Adds all numbers of {@code other}. */
  public void add(Moments other) {
    if (other.count == 0) {
      return;
    }
    long all = count + other.count;
    double delta = other.mean - mean;
    squares += other.squares + delta * delta * ((double) count * other.count / all);
    mean += delta * other.count / all;
    count = all;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  /**
   * Adds the samples of another job's rate, which was measured at the same time: the minimum,
   * maximum and mean of both are added up, as fio does for the samples of several jobs.
   */
  public void addBeside(Moments other) {
    if (other.count == 0) {
      return;
    }
    min = count == 0 ? other.min : min + other.min;
    max += other.max;
    mean += other.mean;
    squares += other.squares;
    count += other.count;
  }

  /** Returns the count of the numbers that were added. */
  public long count() {
    return count;
  }

  /** Returns the least number, 0 if there is none. */
  public long min() {
    return count == 0 ? 0 : min;
  }

  /** Returns the greatest number, 0 if there is none. */
  public long max() {
    return max;
  }

  /** Returns the mean, 0 if there are no numbers. */
  public double mean() {
    return mean;
  }

  /**
   * Returns the standard deviation of a sample (divided by the count minus one), 0 for fewer than
   * two numbers.
   */
  public double deviation() {
    return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
  }
}
