package io.elevator.workload.job;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Parser for fio's type {@code time}: a whole number and an optional unit {@code d}, {@code h},
 * {@code m}, {@code s} or {@code sec}, {@code ms} or {@code msec}, {@code us} or {@code usec}, in
 * any case.
 */
final class TimeSpan {
  private TimeSpan() {}

  /**
   * Parses a time and returns it in nanoseconds.
   *
   * @param text text of the time
   * @param defaultUnit unit of a number that has no unit
   */
  static long parse(String text, TimeUnit defaultUnit) throws BadValue {
    int end = 0;
    while (end < text.length() && Character.digit(text.charAt(end), 10) >= 0) {
      end++;
    }
    if (end == 0) {
      throw new BadValue("'" + text + "' is not a time");
    }
    TimeUnit unit =
        switch (text.substring(end).toLowerCase(Locale.ROOT)) {
          case "" -> defaultUnit;
          case "d" -> TimeUnit.DAYS;
          case "h" -> TimeUnit.HOURS;
          case "m" -> TimeUnit.MINUTES;
          case "s", "sec" -> TimeUnit.SECONDS;
          case "ms", "msec" -> TimeUnit.MILLISECONDS;
          case "us", "usec" -> TimeUnit.MICROSECONDS;
          default ->
              throw new BadValue(
                  "'" + text.substring(end) + "' in '" + text + "' is not a unit of time");
        };
    try {
      return Math.multiplyExact(Long.parseLong(text.substring(0, end)), unit.toNanos(1));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new BadValue("'" + text + "' is longer than 292 years");
    }
  }
}
