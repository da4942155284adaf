package io.elevator.workload.job;

import io.elevator.workload.input.NearestName;
import io.elevator.workload.input.UserError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text of an option's value, or a part of that text, with a parser for each kind of value. Each
 * error message names the position, the option and the wrong word.
 */
final class OptionText {
  /** Base of the units of numbers, unless the option {@code kb_base} sets another. */
  static final int DEFAULT_KB_BASE = 1024;

  private static final Pattern DECIMAL = Pattern.compile("\\d+\\.\\d*");

  private final Assignment assignment;
  private final @Nullable String part;
  private final int kbBase;

  /**
   * Creates the text of an assignment's value.
   *
   * @param kbBase base of the units of its numbers, 1000 or 1024
   */
  OptionText(Assignment assignment, int kbBase) {
    this(assignment, null, kbBase);
  }

  private OptionText(Assignment assignment, @Nullable String part, int kbBase) {
    this.assignment = assignment;
    this.part = part;
    this.kbBase = kbBase;
  }

  /** Returns a part of this text, which may be empty. */
  OptionText part(String word) {
    return new OptionText(assignment, word, kbBase);
  }

  /** Returns whether the option was given without a value. */
  boolean bare() {
    return assignment.value() == null;
  }

  /**
   * Returns the text of the value.
   *
   * @throws UserError if the option has no value or an empty one; a part may be empty
   */
  String text() {
    if (part != null) {
      return part;
    }
    String text = assignment.value();
    if (text == null) {
      throw error("the option needs a value");
    }
    if (text.isEmpty()) {
      throw error("the value is empty");
    }
    return text;
  }

  /**
   * Returns whether a flag is on: it is if the option has no value. As in fio, it is also on if its
   * value is a number whose whole part is not 0, such as {@code thread=32}.
   */
  boolean flag() {
    if (bare()) {
      return true;
    }
    String word = text();
    String size = word.startsWith("-") ? word.substring(1) : word;
    try {
      return DECIMAL.matcher(size).matches()
          ? Double.parseDouble(size) >= 1
          : ByteSize.parse(size, kbBase) != 0;
    } catch (BadValue e) {
      throw error(e.reason() + "; expected 0 or 1, or nothing, which stands for 1");
    }
  }

  boolean bool() {
    return switch (text()) {
      case "0" -> false;
      case "1" -> true;
      default -> throw error("'" + text() + "' is neither 0 nor 1");
    };
  }

  /** Parses the text as a whole number with fio's suffixes, from {@code min} to {@code max}. */
  long number(long min, long max) {
    String word = text();
    long number;
    try {
      number =
          Expression.isOne(word)
              ? Expression.of(word, operand -> ByteSize.parse(operand, kbBase))
              : ByteSize.parse(word, kbBase);
    } catch (BadValue e) {
      throw error(e.reason() + "; expected a whole number such as 8, 4k or 1m");
    }
    if (number < min || number > max) {
      throw error(
          "'"
              + word
              + "' is out of range; expected "
              + (max == Long.MAX_VALUE ? "at least " + min : min + " to " + max));
    }
    return number;
  }

  int number(int min, int max) {
    return (int) number((long) min, (long) max);
  }

  /**
   * Parses the text as a time, and returns it in nanoseconds.
   *
   * @param defaultUnit unit of a number that has no unit
   */
  long nanos(TimeUnit defaultUnit) {
    String word = text();
    try {
      // In an expression, fio takes numbers without a unit as microseconds.
      return Expression.isOne(word)
          ? Expression.of(word, operand -> TimeSpan.parse(operand, TimeUnit.MICROSECONDS))
          : TimeSpan.parse(word, defaultUnit);
    } catch (BadValue e) {
      throw error(e.reason() + "; expected a time such as 10s, 5m or 200us");
    }
  }

  /**
   * Parses the text as a size: at least {@code min} bytes, or at least {@code min} percent of the
   * file.
   */
  SizeLimit sizeLimit(int min) {
    String word = text();
    return word.endsWith("%")
        ? new SizeLimit.Percent(part(word.substring(0, word.length() - 1)).number(min, 100))
        : new SizeLimit.Bytes(number(min, Long.MAX_VALUE));
  }

  /** Parses the text as a decimal number from {@code min} to {@code max}. */
  double decimal(double min, double max) {
    String word = text();
    double number;
    try {
      number = Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw error("'" + word + "' is not a number; expected one such as 1.2");
    }
    if (!(number >= min && number <= max)) {
      throw error("'" + word + "' is out of range; expected " + plain(min) + " to " + plain(max));
    }
    return number;
  }

  /** Returns a number as text without an exponent. */
  static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /**
   * Parses values for reads, writes and trims, separated by commas. The last word also applies to
   * the directions after it, unless a comma follows it. A direction without a word keeps its value
   * of {@code defaults}.
   */
  <T> List<T> each(List<T> defaults, Function<OptionText, T> parser) {
    String[] words = text().split(",", -1);
    if (words.length > Direction.COUNT + 1
        || (words.length > Direction.COUNT && !words[words.length - 1].isEmpty())) {
      throw error("more than three values; expected those of reads, writes and trims");
    }
    List<T> values = new ArrayList<>();
    for (int i = 0; i < Direction.COUNT; i++) {
      String word = words[Math.min(i, words.length - 1)];
      values.add(word.isEmpty() ? defaults.get(i) : parser.apply(part(word.strip())));
    }
    return values;
  }

  /**
   * Returns the words of the text, which are separated by colons. A backslash before a colon makes
   * the colon part of the word.
   */
  List<String> names() {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    String text = text();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ':') {
        name.append(':');
        i++;
      } else if (c == ':') {
        names.add(name(name));
        name.setLength(0);
      } else {
        name.append(c);
      }
    }
    names.add(name(name));
    return names;
  }

  private String name(StringBuilder name) {
    if (name.isEmpty()) {
      throw error("an empty name; names are separated by ':', and '\\:' stands for a colon in one");
    }
    return name.toString();
  }

  /**
   * Returns the one of several choices whose name is this text.
   *
   * @throws UserError if there is none
   */
  <T> T oneOf(Map<String, T> choices) {
    String word = text();
    @Nullable T choice = choices.get(word);
    if (choice == null) {
      throw error(
          "'"
              + word
              + "' is not a value of "
              + assignment.name()
              + "; expected one of "
              + String.join(", ", choices.keySet())
              + NearestName.hint(word, choices.keySet()));
    }
    return choice;
  }

  /**
   * Returns percentages with nulls replaced: what is missing to a hundred is divided equally
   * between them.
   */
  List<Integer> shares(List<@Nullable Integer> percents) {
    int sum = percents.stream().filter(Objects::nonNull).mapToInt(percent -> percent).sum();
    int missing = (int) percents.stream().filter(Objects::isNull).count();
    if (sum > 100 || (missing == 0 && sum != 100)) {
      throw error("the percentages add up to " + sum + "; expected 100");
    }
    List<Integer> shares = new ArrayList<>();
    int left = 100 - sum;
    for (Integer percent : percents) {
      int share = percent == null ? left / missing : percent;
      shares.add(share);
      if (percent == null) {
        left -= share;
        missing--;
      }
    }
    return shares;
  }

  /** Returns an error whose message is the position, the option and then {@code message}. */
  UserError error(String message) {
    return assignment.error(message);
  }
}
