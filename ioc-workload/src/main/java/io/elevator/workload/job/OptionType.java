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
     * Returns the value.
     *
     * @param text text of the value
     * @param before value that the option has before this assignment, null if it has none
     * @throws io.elevator.workload.input.UserError if the text is no accepted value
     */
    T parse(OptionText text, @Nullable T before);
  }

  /** Least and greatest value of a range. */
  record Range(long min, long max) {}

  static <T> OptionType<T> of(String values, Function<OptionText, T> parser) {
    return new OptionType<>(values, false, (text, before) -> parser.apply(text));
  }

  /** Switch that may be given without a value. */
  static OptionType<Boolean> flag() {
    return new OptionType<>("flag", true, (text, before) -> text.flag());
  }

  /** The value 0 or 1. */
  static OptionType<Boolean> bool() {
    return of("0, 1", OptionText::bool);
  }

  static OptionType<String> text() {
    return of("text", OptionText::text);
  }

  /** Names separated by colons. */
  static OptionType<List<String>> names() {
    return of("names", OptionText::names);
  }

  /** Whole number from {@code min} to {@code max}. */
  static OptionType<Integer> whole(int min, int max) {
    return of(readable(min) + " to " + readable(max), text -> text.number(min, max));
  }

  /** Whole number of at least {@code min}. */
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

  /** Time in nanoseconds; a number without a unit is in {@code unit}. */
  static OptionType<Long> time(TimeUnit unit) {
    String shortName = unit == TimeUnit.SECONDS ? "s" : "us";
    return of("time, " + shortName, text -> text.nanos(unit));
  }

  /** Whole number of milliseconds, in nanoseconds. */
  static OptionType<Long> milliseconds(int min) {
    return whole(min, 1 << 30).in("ms").map(MILLISECONDS::toNanos);
  }

  /** Bytes, or percent of a file. */
  static OptionType<SizeLimit> size(int min) {
    return of("bytes or %, " + min + " or more", text -> text.sizeLimit(min));
  }

  /**
   * Two values of {@code element} separated by {@code -} or {@code :} in any order, or one for
   * both.
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

  /** One of {@code choices}, by name. */
  static <T> OptionType<T> choice(Map<String, T> choices) {
    return of("`" + String.join("`, `", choices.keySet()) + "`", text -> text.oneOf(choices));
  }

  /**
   * One of {@code names}, which are separated by blanks and stand for {@code values} in the same
   * order.
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

  /** One of {@code names}, separated by blanks, as it is. */
  static OptionType<String> anyOf(String names) {
    return choice(names, names.split(" ", -1));
  }

  /** Value for each direction; a direction without a word keeps the value it had. */
  static <T> OptionType<List<T>> each(OptionType<T> element) {
    return new OptionType<>(
        "each direction: " + element.values,
        false,
        (text, before) -> text.each(before == null ? List.of() : before, element::parse));
  }

  /** Value for reads and value for writes; a single value applies to both. */
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

  /** List to which each assignment of the option adds its elements. */
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

  /** Returns the value that {@code text} stands for if the option had none before. */
  T parse(OptionText text) {
    return parser.parse(text, null);
  }

  /** Returns a type with the result of {@code function} as its value. */
  <R> OptionType<R> map(Function<T, R> function) {
    return new OptionType<>(values, bare, (text, before) -> function.apply(parse(text)));
  }

  /** Returns a type whose description ends with {@code unit}. */
  OptionType<T> in(String unit) {
    return new OptionType<>(values + " " + unit, bare, parser);
  }

  /** Returns {@code number} with the largest unit of powers of 1024 that divides it. */
  private static String readable(long number) {
    int unit = 0;
    while (number != 0 && number % 1024 == 0 && unit < 5) {
      number /= 1024;
      unit++;
    }
    return number + (unit == 0 ? "" : "kmgtp".substring(unit - 1, unit));
  }
}
