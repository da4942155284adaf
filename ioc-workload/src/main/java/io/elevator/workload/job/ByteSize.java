package io.elevator.workload.job;

import java.util.Locale;

/**
 * Parser for fio's integers with suffix, as its manual describes the type {@code int}: a decimal or
 * {@code 0x} hexadecimal number, an optional prefix k, m, g, t or p in any case, an optional {@code
 * i}, an optional {@code b}.
 *
 * <p>With the base 1024, fio's default, {@code 4k} and {@code 4ki} are 4096 and {@code 4kib} is
 * 4000; with the base 1000 the first two are 4000 and {@code 4kib} is 4096. So the {@code i} has an
 * effect only together with the {@code b}. fio's manual does not say so, but fio does it.
 */
final class ByteSize {
  private static final String PREFIXES = "kmgtp";

  private ByteSize() {}

  /**
   * Returns the number that {@code text} stands for.
   *
   * @param kbBase base of the prefixes, 1000 or 1024
   */
  static long parse(String text, int kbBase) throws BadValue {
    String word = text.toLowerCase(Locale.ROOT);
    boolean hex = word.startsWith("0x");
    int start = hex ? 2 : 0;
    int end = start;
    while (end < word.length() && Character.digit(word.charAt(end), hex ? 16 : 10) >= 0) {
      end++;
    }
    // In a hexadecimal number a 'b' at the end is a digit and no suffix, as in fio.
    if (end == start) {
      throw new BadValue("'" + text + "' is not a number");
    }
    long multiplier = multiplier(text, word.substring(end), kbBase);
    try {
      return Math.multiplyExact(
          Long.parseLong(word.substring(start, end), hex ? 16 : 10), multiplier);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new BadValue("'" + text + "' is larger than 2^63-1");
    }
  }

  private static long multiplier(String text, String suffix, int kbBase) throws BadValue {
    String unit = suffix.endsWith("b") ? suffix.substring(0, suffix.length() - 1) : suffix;
    if (unit.isEmpty()) {
      return 1;
    }
    int power = PREFIXES.indexOf(unit.charAt(0)) + 1;
    boolean other = unit.length() == 2 && unit.charAt(1) == 'i';
    if (power == 0 || (unit.length() > 1 && !other)) {
      throw new BadValue(
          "'"
              + text.substring(text.length() - suffix.length())
              + "' in '"
              + text
              + "' is not a unit");
    }
    boolean turned = other && suffix.length() > unit.length();
    long base = turned == (kbBase == 1024) ? 1000 : 1024;
    long result = 1;
    for (int i = 0; i < power; i++) {
      result *= base;
    }
    return result;
  }
}
