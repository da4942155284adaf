package io.elevator.workload.job;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Type of the value of a job option.
 *
 * @param values description of the accepted values, in Markdown
 * @param bare whether the option may be given without a value
 * @param parser parser of the value
 */
record OptionType<T>(String values, boolean bare, Parser<T> parser) {
  /** Parser of the value of an option. */
  interface Parser<T> {
    /**
     * Parses the value of an option.
     *
     * @param text text of the value
     * @param before value that the option has before this assignment, null if it has none
     * @throws io.elevator.workload.input.UserError if the text is no accepted value
     */
    T parse(OptionText text, @Nullable T before);
  }

  /** Range of numbers, with its least and greatest value. */
  record Range(long min, long max) {}

  static <T> OptionType<T> of(String values, Function<OptionText, T> parser) {
    return new OptionType<>(values, false, (text, before) -> parser.apply(text));
  }

  /** Returns the type of a switch, which may be given without a value. */
  static OptionType<Boolean> flag() {
    return new OptionType<>("flag", true, (text, before) -> text.flag());
  }

  /** Returns the type whose values are 0 and 1. */
  static OptionType<Boolean> bool() {
    return of("0, 1", OptionText::bool);
  }

  static OptionType<String> text() {
    return of("text", OptionText::text);
  }

  /** Returns the type whose value is a list of names, separated by colons. */
  static OptionType<List<String>> names() {
    return of("names", OptionText::names);
  }

  /** Returns the type whose values are whole numbers from {@code min} to {@code max}. */
  static OptionType<Integer> whole(int min, int max) {
    return of(readable(min) + " to " + readable(max), text -> text.number(min, max));
  }

  /** Returns the type whose values are whole numbers of at least {@code min}. */
  static OptionType<Long> atLeast(long min) {
    return of(min + " or more", text -> text.number(min, Long.MAX_VALUE));
  }

  static OptionType<Integer> percent() {
    return whole(0, 100).in("%");
  }

  static OptionType<Double> decimal(double min, double max) {
    return of(
        OptionText.plain(min) + " to " + OptionText.plain(max), text -> text.decimal(min, max));
  }

  /**
   * Returns the type whose values are times, in nanoseconds.
   *
   * @param unit unit of a number that has no unit
   */
  static OptionType<Long> time(TimeUnit unit) {
    String shortName = unit == TimeUnit.SECONDS ? "s" : "us";
    return of("time, " + shortName, text -> text.nanos(unit));
  }

  /**
   * Returns the type whose text is a whole number of milliseconds, at least {@code min}, and whose
   * value is in nanoseconds.
   */
  static OptionType<Long> milliseconds(int min) {
    return whole(min, 1 << 30).in("ms").map(MILLISECONDS::toNanos);
  }

  /**
   * Returns the type whose values are sizes, in bytes or in percent of a file, of at least {@code
   * min}.
   */
  static OptionType<SizeLimit> size(int min) {
    return of("bytes or %, " + min + " or more", text -> text.sizeLimit(min));
  }

  /**
   * Returns the type of ranges: two values separated by {@code -} or {@code :} in any order, or one
   * value that stands for both.
   *
   * @param element type of the two values
   */
  static OptionType<Range> range(OptionType<? extends Number> element) {
    return of(
        "one or a range: " + element.values,
        text -> {
          String[] words = text.text().split("[-:]", 2);
          long first = element.parse(text.part(words[0])).longValue();
          long second = words.length == 1 ? first : element.parse(text.part(words[1])).longValue();
          return new Range(Math.min(first, second), Math.max(first, second));
        });
  }

  /** Returns the type that accepts the names of some choices and has the choices as values. */
  static <T> OptionType<T> choice(Map<String, T> choices) {
    return of("`" + String.join("`, `", choices.keySet()) + "`", text -> text.oneOf(choices));
  }

  /**
   * Returns the type that accepts some names and has a value for each of them.
   *
   * @param names accepted names, separated by blanks
   * @param values values, in the order of the names
   */
  @SafeVarargs
  static <T> OptionType<T> choice(String names, T... values) {
    Map<String, T> choices = new LinkedHashMap<>();
    String[] words = names.split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      choices.put(words[i], values[i]);
    }
    return choice(choices);
  }

  /**
   * Returns the type that accepts some names and has the name itself as value.
   *
   * @param names accepted names, separated by blanks
   */
  static OptionType<String> anyOf(String names) {
    return choice(names, names.split(" ", -1));
  }

  /**
   * Returns the type that has one value for each direction. A direction without a word keeps the
   * value that it had before.
   */
  static <T> OptionType<List<T>> each(OptionType<T> element) {
    return new OptionType<>(
        "each direction: " + element.values,
        false,
        (text, before) -> text.each(before == null ? List.of() : before, element::parse));
  }

  /**
   * Returns the type that has one value for reads and one for writes. A single value applies to
   * both.
   */
  static <T> OptionType<List<T>> readsAndWrites(OptionType<T> element) {
    return of(
        "reads and writes: " + element.values,
        text -> {
          String[] words = text.text().split(",", -1);
          if (words.length > 2) {
            throw text.error("more than two values; expected those of reads and writes");
          }
          T first = element.parse(text.part(words[0]));
          return List.of(first, words.length == 1 ? first : element.parse(text.part(words[1])));
        });
  }

  /** Returns the type of a list to which each assignment of the option adds its elements. */
  static <T> OptionType<List<T>> addingUp(OptionType<List<T>> elements) {
    return new OptionType<>(
        elements.values,
        false,
        (text, before) -> {
          List<T> all = before == null ? new ArrayList<>() : new ArrayList<>(before);
          all.addAll(elements.parse(text));
          return all;
        });
  }

  /** Parses the value of an option that had no value before. */
  T parse(OptionText text) {
    return parser.parse(text, null);
  }

  /** Returns a type that parses as this one does and then applies a function to the value. */
  <R> OptionType<R> map(Function<T, R> function) {
    return new OptionType<>(values, bare, (text, before) -> function.apply(parse(text)));
  }

  /** Returns a type like this one whose description names a unit at its end. */
  OptionType<T> in(String unit) {
    return new OptionType<>(values + " " + unit, bare, parser);
  }

  /** Returns a number as text, with the largest unit (a power of 1024) that divides it. */
  private static String readable(long number) {
    int unit = 0;
    while (number != 0 && number % 1024 == 0 && unit < 5) {
      number /= 1024;
      unit++;
    }
    return number + (unit == 0 ? "" : "kmgtp".substring(unit - 1, unit));
  }
}
