package io.elevator.report.fio;

import io.elevator.workload.stats.Moments;

/** Unit in which a row of latencies is shown in a report. */
enum TimeScale {
  NANOS("nsec", 1),
  MICROS("usec", 1_000),
  MILLIS("msec", 1_000_000);

  private final String symbol;
  private final long nanos;

  TimeScale(String symbol, long nanos) {
    this.symbol = symbol;
    this.nanos = nanos;
  }

  /** Returns the name of this unit in the report. */
  String symbol() {
    return symbol;
  }

  /** Returns the length of this unit, in nanoseconds. */
  long nanos() {
    return nanos;
  }

  /**
   * Returns the largest unit in which the minimum, maximum and deviation of latencies are still
   * meaningful. As in fio, a unit is used if the minimum is above two units, the maximum has at
   * least three digits, and the deviation is above one unit.
   */
  static TimeScale of(Moments moments) {
    TimeScale best = NANOS;
    for (TimeScale scale : values()) {
      if (scale != NANOS
          && moments.min() > 2 * scale.nanos
          && moments.max() >= 100 * scale.nanos
          && moments.deviation() > scale.nanos) {
        best = scale;
      }
    }
    return best;
  }

  /**
   * Returns the unit for percentiles from {@code min} to {@code max}. Unlike in {@link #of}, the
   * deviation does not matter.
   */
  static TimeScale ofPercentiles(long min, long max) {
    TimeScale best = NANOS;
    for (TimeScale scale : values()) {
      if (scale != NANOS && min > 2 * scale.nanos && max >= 100 * scale.nanos) {
        best = scale;
      }
    }
    return best;
  }
}
