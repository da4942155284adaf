package io.elevator.bfq.measure;

/**
 * An estimate of the drive's peak rate, in sectors per microsecond times 2^16, from the requests
 * dispatched while the drive is busy.
 *
 * <p>Samples are collected in intervals of about one second. An interval of at least 300 ms and 32
 * requests updates the estimate; its weight increases with its length and with the share of
 * sequential requests.
 */
public final class PeakRate {

  private static final int RATE_SHIFT = 16;
  private static final long REFERENCE_INTERVAL = 1_000_000_000;
  private static final long SHORTEST_INTERVAL = 300_000_000;
  private static final int FEWEST_SAMPLES = 32;
  private static final long PAUSE = 100_000_000;
  private static final long BACK_TO_BACK = 2_000_000;
  private static final long SLOW_COMPLETION_MICROS = 2000;
  private static final int SLOW_COMPLETION_RATE = 64;
  private static final long HIGHEST_RATE = 20L << RATE_SHIFT;
  private static final int FORGET_LARGEST_EVERY = 32;
  private static final int MAX_WEIGHT_OF_INTERVAL = 8;

  private final boolean rotational;
  private final long rateDurationProduct;
  private long rate;

  private int samples;
  private int sequential;
  private long total;
  private int largest;
  private long firstDispatch;
  private long lastDispatch;
  private long span;
  private long lastCompletion;
  private long lastPosition;

  /**
   * Creates an estimate that begins with two thirds of the rate of a typical drive.
   *
   * @param rotational true if the drive has moving parts
   */
  public PeakRate(boolean rotational) {
    this.rotational = rotational;
    this.rate = (rotational ? 14_000L : 33_000L) * 2 / 3;
    this.rateDurationProduct = rotational ? 14_000L * 7_000 : 33_000L * 2_500;
  }

  /**
   * Records a request that is being dispatched.
   *
   * @param sector start position of the request, in sectors
   * @param sectors length of the request, in sectors
   * @param inDriver number of other requests in flight
   * @param now current time in nanoseconds
   * @return true if the estimate changed
   */
  public boolean dispatched(long sector, int sectors, int inDriver, long now) {
    boolean changed = false;
    if (samples == 0) {
      open(sectors, now);
    } else if (Long.compareUnsigned(now - lastDispatch, PAUSE) > 0 && inDriver == 0) {
      changed = closeInterval();
      open(sectors, now);
    } else {
      sample(sector, sectors, inDriver, now);
      span = now - firstDispatch;
      if (Long.compareUnsigned(span, REFERENCE_INTERVAL) >= 0) {
        changed = closeInterval();
        open(sectors, now);
      }
    }
    lastPosition = sector + sectors;
    lastDispatch = now;
    return changed;
  }

  private void sample(long sector, int sectors, int inDriver, long now) {
    samples++;
    boolean backToBack =
        inDriver > 0 || Long.compareUnsigned(now - lastCompletion, BACK_TO_BACK) < 0;
    if (backToBack && !SeekHistory.isSeek(lastPosition, sector, sectors, rotational)) {
      sequential++;
    }
    total += sectors;
    largest = samples % FORGET_LARGEST_EVERY == 0 ? sectors : Math.max(largest, sectors);
  }

  /**
   * Records a completion. Ends the interval if the time since the last completion is so long that
   * even the largest request does not explain it.
   *
   * @param now current time in nanoseconds
   * @return true if the estimate changed
   */
  public boolean completed(long now) {
    int micros = (int) Long.divideUnsigned(now - lastCompletion, 1000);
    boolean changed = false;
    if (Integer.compareUnsigned(micros, (int) SLOW_COMPLETION_MICROS) > 0
        && Integer.compareUnsigned(
                Integer.divideUnsigned(largest << RATE_SHIFT, micros), SLOW_COMPLETION_RATE)
            < 0) {
      changed = closeInterval();
      samples = 0;
    }
    lastCompletion = now;
    return changed;
  }

  private void open(int sectors, long now) {
    firstDispatch = now;
    lastDispatch = now;
    samples = 1;
    sequential = 0;
    total = sectors;
    largest = sectors;
  }

  private boolean closeInterval() {
    if (samples < FEWEST_SAMPLES || Long.compareUnsigned(span, SHORTEST_INTERVAL) < 0) {
      return false;
    }
    long toLastCompletion = lastCompletion - firstDispatch;
    if (Long.compareUnsigned(toLastCompletion, span) > 0) {
      span = toLastCompletion;
    }
    long measured =
        Long.divideUnsigned(total << RATE_SHIFT, Long.divideUnsigned(span, 1000)) & 0xffff_ffffL;
    boolean mostlySequential = sequential >= ((samples * 3) >> 2);
    if (measured > HIGHEST_RATE || (!mostlySequential && measured <= rate)) {
      return false;
    }
    long weight = (9L * sequential) / samples;
    weight =
        Math.min(
            MAX_WEIGHT_OF_INTERVAL,
            Long.divideUnsigned(weight * span, REFERENCE_INTERVAL) & 0xffff_ffffL);
    long divisor = 10 - weight;
    rate = Math.max(1, rate * (divisor - 1) / divisor + measured / divisor);
    return true;
  }

  /** Returns the estimate, in sectors per microsecond times 2^16. */
  public long rate() {
    return rate;
  }

  /**
   * Returns the number of sectors that the drive transfers in {@code millis} milliseconds at its
   * peak rate.
   */
  public int sectorsIn(long millis) {
    return (int) ((rate * 1000 * millis) >>> RATE_SHIFT);
  }

  /**
   * Returns the maximum duration of interactive raising in ticks: the time that the start of a
   * large application takes on this drive.
   */
  public long raiseTicks() {
    return Math.clamp(rateDurationProduct / rate, 3_000, 25_000);
  }

  /** Returns the end position of the last dispatched request, in sectors. */
  public long lastPosition() {
    return lastPosition;
  }

  /** Returns the time of the last completion in nanoseconds; 0 before the first. */
  public long lastCompletion() {
    return lastCompletion;
  }
}
