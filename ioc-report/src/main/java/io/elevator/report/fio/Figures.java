package io.elevator.report.fio;

import java.util.Locale;

/**
 * Formatter for numbers in fio's format. A number is divided by 1000 or 1024 until the whole part
 * has at most a given number of digits, and gets as many decimals as fit into the same width.
 */
public final class Figures {
  /** Number of digits of an amount, four as in fio. */
  private static final int AMOUNT_DIGITS = 4;

  /** Number of digits of a minimum or maximum latency. */
  private static final int LATENCY_DIGITS = 6;

  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final String[] DECIMAL = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  private static final String[] PLAIN = {"", "k", "M", "G", "T", "P", "E"};

  private Figures() {}

  /** Returns an amount with a binary unit and four digits, such as {@code 11.0MiB}. */
  public static String binary(long bytes) {
    return binary(bytes, AMOUNT_DIGITS);
  }

  /** Returns an amount with a binary unit and a given number of digits, such as {@code 11.0MiB}. */
  public static String binary(long bytes, int digits) {
    return scaled(bytes, 1024, digits, BINARY);
  }

  /** Returns an amount with a decimal unit and four digits, such as {@code 11.5MB}. */
  static String decimal(long bytes) {
    return decimal(bytes, AMOUNT_DIGITS);
  }

  /** Returns an amount with a decimal unit and a given number of digits, such as {@code 11.5MB}. */
  static String decimal(long bytes, int digits) {
    return scaled(bytes, 1000, digits, DECIMAL);
  }

  /** Returns a count with four digits, such as {@code 13.1k}. */
  public static String count(long count) {
    return count(count, AMOUNT_DIGITS);
  }

  /** Returns a count with a given number of digits, such as {@code 13.1k}. */
  public static String count(long count, int digits) {
    return scaled(count, 1000, digits, PLAIN);
  }

  /** Returns a minimum or maximum latency, such as {@code 76461k}, in the unit of {@code value}. */
  static String latency(long value) {
    return scaled(value, 1000, LATENCY_DIGITS, PLAIN);
  }

  private static String scaled(long value, int base, int digits, String[] units) {
    double scaled = value;
    int unit = 0;
    // The whole parts are compared, because fio counts 9999.9 as four digits, too.
    while (wholeDigits(scaled) > digits && unit < units.length - 1) {
      scaled /= base;
      unit++;
    }
    int decimals = unit == 0 ? 0 : Math.max(digits - wholeDigits(scaled) - 1, 0);
    return String.format(Locale.ROOT, "%." + decimals + "f%s", scaled, units[unit]);
  }

  private static int wholeDigits(double value) {
    return Long.toString((long) value).length();
  }

  /**
   * Returns a number with two decimals, padded to five characters, as fio pads means and
   * deviations.
   */
  static String padded(double value) {
    return String.format(Locale.ROOT, "%5.2f", value);
  }

  /** Returns a percentage with a given number of decimals. A value above 0 is never shown as 0. */
  static String percent(double percent, int decimals) {
    double least = Math.pow(10, -decimals);
    double shown = percent > 0 && percent < least ? least : percent;
    return String.format(Locale.ROOT, "%." + decimals + "f%%", shown);
  }
}
