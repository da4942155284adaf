package io.elevator.workload.job;

import io.elevator.workload.input.NearestName;
import io.elevator.workload.input.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Value of one assignment, with a parser for each type of option. Each error names the place, the
 * option and the wrong word.
 */
final class OptionValue {
  private static final Pattern DECIMAL = Pattern.compile("\\d+\\.\\d*");

  private final Assignment assignment;
  private final int kbBase;

  OptionValue(Assignment assignment, int kbBase) {
    this.assignment = assignment;
    this.kbBase = kbBase;
  }

  Assignment assignment() {
    return assignment;
  }

  /** Returns the text of the value. */
  String text() {
    String text = assignment.value();
    if (text == null) {
      throw assignment.error("the option needs a value");
    }
    if (text.isEmpty()) {
      throw assignment.error("the value is empty");
    }
    return text;
  }

  /**
   * Returns whether a flag is on: when the option has no value, or as in fio when its value is a
   * number whose whole part is not 0, such as {@code thread=32}.
   */
  boolean flag() {
    if (assignment.value() == null) {
      return true;
    }
    String word = text();
    String size = word.startsWith("-") ? word.substring(1) : word;
    try {
      return DECIMAL.matcher(size).matches()
          ? Double.parseDouble(size) >= 1
          : ByteSize.parse(size, kbBase) != 0;
    } catch (BadValue e) {
      throw assignment.error(e.reason() + "; expected 0 or 1, or nothing, which stands for 1");
    }
  }

  boolean bool() {
    return switch (text()) {
      case "0" -> false;
      case "1" -> true;
      default -> throw assignment.error("'" + text() + "' is neither 0 nor 1");
    };
  }

  /** Returns a whole number with fio's suffixes, from {@code min} to {@code max}. */
  long number(String word, long min, long max) {
    long number;
    try {
      number =
          Expression.isOne(word)
              ? Expression.of(word, part -> ByteSize.parse(part, kbBase))
              : ByteSize.parse(word, kbBase);
    } catch (BadValue e) {
      throw assignment.error(e.reason() + "; expected a whole number such as 8, 4k or 1m");
    }
    if (number < min || number > max) {
      throw assignment.error(
          "'"
              + word
              + "' is out of range; expected "
              + (max == Long.MAX_VALUE ? "at least " + min : min + " to " + max));
    }
    return number;
  }

  long number(long min) {
    return number(text(), min, Long.MAX_VALUE);
  }

  int number(int min, int max) {
    return (int) number(text(), min, max);
  }

  long nanos(String word, TimeUnit defaultUnit) {
    try {
      // In an expression fio counts numbers without a unit in microseconds.
      return Expression.isOne(word)
          ? Expression.of(word, part -> TimeSpan.parse(part, TimeUnit.MICROSECONDS))
          : TimeSpan.parse(word, defaultUnit);
    } catch (BadValue e) {
      throw assignment.error(e.reason() + "; expected a time such as 10s, 5m or 200us");
    }
  }

  long nanos(TimeUnit defaultUnit) {
    return nanos(text(), defaultUnit);
  }

  /** Returns a size of at least {@code min} bytes or {@code min} percent of the file. */
  SizeLimit sizeLimit(int min) {
    String word = text();
    return word.endsWith("%")
        ? new SizeLimit.Percent((int) number(word.substring(0, word.length() - 1), min, 100))
        : new SizeLimit.Bytes(number(word, min, Long.MAX_VALUE));
  }

  /** Returns a decimal number from {@code min} to {@code max}. */
  double decimal(String word, double min, double max) {
    double number;
    try {
      number = Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw assignment.error("'" + word + "' is not a number; expected one such as 1.2");
    }
    if (!(number >= min && number <= max)) {
      throw assignment.error(
          "'" + word + "' is out of range; expected " + plain(min) + " to " + plain(max));
    }
    return number;
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /**
   * Returns two numbers separated by {@code -} or {@code :}, the smaller first; a single number is
   * returned twice.
   */
  long[] range(String word, long min, long max) {
    String[] words = word.split("[-:]", 2);
    long first = number(words[0], min, max);
    long second = words.length == 1 ? first : number(words[1], min, max);
    return new long[] {Math.min(first, second), Math.max(first, second)};
  }

  /**
   * Returns one word each for reads, writes and trims, separated by commas. The last word also
   * applies to the directions after it unless a comma follows it. An element is null if no word is
   * given for it.
   */
  @Nullable String[] perDirection() {
    return perDirection(text());
  }

  private @Nullable String[] perDirection(String text) {
    String[] words = text.split(",", -1);
    if (words.length > Direction.COUNT + 1
        || (words.length > Direction.COUNT && !words[words.length - 1].isEmpty())) {
      throw assignment.error("more than three values; expected those of reads, writes and trims");
    }
    @Nullable String[] values = new @Nullable String[Direction.COUNT];
    int last = -1;
    for (int i = 0; i < Math.min(words.length, values.length); i++) {
      if (!words[i].isEmpty()) {
        values[i] = words[i].strip();
        last = i;
      }
    }
    if (last == words.length - 1 && last >= 0) {
      for (int i = last + 1; i < values.length; i++) {
        values[i] = values[last];
      }
    }
    return values;
  }

  /**
   * Returns a number for each direction; a direction without a number keeps that of {@code
   * defaults}.
   */
  List<Long> numbers(List<Long> defaults, long min, long max) {
    return each(defaults, word -> number(word, min, max));
  }

  /**
   * Returns the result of {@code parser} for the word of each direction; a direction without a word
   * keeps the value of {@code defaults}.
   */
  <T> List<T> each(List<T> defaults, Function<String, T> parser) {
    return each(text(), defaults, parser);
  }

  /** Does the same for {@code text}, a part of the value. */
  <T> List<T> each(String text, List<T> defaults, Function<String, T> parser) {
    @Nullable String[] words = perDirection(text);
    List<T> values = new ArrayList<>(defaults);
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (word != null) {
        values.set(i, parser.apply(word));
      }
    }
    return values;
  }

  /**
   * Returns the words separated by colons; a backslash before a colon makes the colon part of the
   * word.
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
      throw assignment.error(
          "an empty name; names are separated by ':', and '\\:' stands for a colon in one");
    }
    return name.toString();
  }

  /**
   * Returns the element of {@code choices} named {@code word}.
   *
   * @throws UserError if there is none
   */
  <T> T oneOf(String word, Map<String, T> choices) {
    @Nullable T choice = choices.get(word);
    if (choice == null) {
      throw assignment.error(
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

  UserError error(String message) {
    return assignment.error(message);
  }
}
