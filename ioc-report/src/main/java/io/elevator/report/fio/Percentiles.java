package io.elevator.report.fio;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Formats of percentiles in reports. */
final class Percentiles {
  private static final int LEAST_DECIMALS = 2;

  private Percentiles() {}

  /**
   * Returns the number of decimals with which all of the given percentiles can be written, at least
   * two.
   */
  static int decimals(List<Double> percentiles) {
    int decimals = LEAST_DECIMALS;
    for (double percentile : percentiles) {
      decimals = Math.max(decimals, BigDecimal.valueOf(percentile).stripTrailingZeros().scale());
    }
    return decimals;
  }

  /** Returns the key of a percentile in the JSON report. */
  static String key(double percentile) {
    return String.format(Locale.ROOT, "%.6f", percentile);
  }
}
