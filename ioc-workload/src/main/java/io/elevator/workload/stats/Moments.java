package io.elevator.workload.stats;

/**
 * Count, least, greatest, mean and standard deviation of a stream of numbers, by Welford's method,
 * which stays exact where sums of squares overflow. Not thread-safe.
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

  /** Adds everything that {@code other} has seen. */
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
   * Adds the rates of something that ran beside what this has seen: the rates themselves add up,
   * and so do extremes and means. fio's way of joining the samples of several jobs.
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

  /** How many numbers. */
  public long count() {
    return count;
  }

  /** The least, 0 when there is none. */
  public long min() {
    return count == 0 ? 0 : min;
  }

  /** The greatest, 0 when there is none. */
  public long max() {
    return max;
  }

  /** The mean, 0 when there is none. */
  public double mean() {
    return mean;
  }

  /**
   * The deviation of a sample (divided by one less than the count), 0 for fewer than two numbers.
   */
  public double deviation() {
    return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
  }
}
