package io.elevator.devices.options;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.spi.AttributeText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * The options that a drive is opened with, parsed by name. A missing option has the default that
 * the caller passes. A value that cannot be parsed or is out of range throws {@link
 * AttributeException}, whose message names the option and the values that fit. Immutable.
 */
public final class DriverOptions {
  private final Map<String, String> given;

  /**
   * Creates the options of a drive from their texts.
   *
   * @param given texts of the options, by name
   */
  public DriverOptions(Map<String, String> given) {
    this.given = Map.copyOf(given);
  }

  /** Returns whether an option was given. */
  public boolean has(String name) {
    return given.containsKey(name);
  }

  /** Returns the text of an option, or {@code otherwise} if it was not given. */
  public String text(String name, String otherwise) {
    return given.getOrDefault(name, otherwise);
  }

  /**
   * Returns the value of an option that must be one of several words. The first word is the
   * default.
   */
  public String choice(String name, String[] words) {
    String text = given.getOrDefault(name, words[0]);
    if (!Arrays.asList(words).contains(text)) {
      throw new AttributeException(
          Reason.INVALID,
          name + ": '" + text + "' is unknown; expected one of " + String.join(", ", words));
    }
    return text;
  }

  /** Returns the value of an option that is a whole number from {@code least} to {@code most}. */
  public int number(String name, int otherwise, int least, int most) {
    return (int) bigNumber(name, otherwise, least, most);
  }

  /**
   * Returns the value of an option that is a whole number from {@code least} to {@code most} and
   * may exceed an int.
   */
  public long bigNumber(String name, long otherwise, long least, long most) {
    String text = given.get(name);
    if (text == null) {
      return otherwise;
    }
    return requireWithin(name, text, AttributeText.unsigned64(name, text), least, most);
  }

  /**
   * Returns the value of an option that is a boolean: {@code 0} or {@code 1}, or one of the words
   * false, true, no, yes, off, on.
   */
  public boolean flag(String name, boolean otherwise) {
    String text = given.get(name);
    if (text == null) {
      return otherwise;
    }
    return switch (text.strip()) {
      case "1", "true", "yes", "on" -> true;
      case "0", "false", "no", "off" -> false;
      default ->
          throw new AttributeException(
              Reason.INVALID, name + ": '" + text + "' is not a switch; expected 0 or 1");
    };
  }

  /**
   * Returns the value of an option that is a size, in bytes. Its text is a number with an optional
   * suffix k, m, g or t, which are powers of 1024.
   */
  public long bytes(String name, long otherwise, long least, long most) {
    String text = given.get(name);
    if (text == null) {
      return otherwise;
    }
    return requireWithin(name, text, bytes(name, text), least, most);
  }

  /**
   * Returns the value of an option that is a duration, in nanoseconds. Its text is a number with an
   * optional suffix ns, us, ms or s.
   */
  public long nanos(String name, long otherwise, long least, long most) {
    String text = given.get(name);
    if (text == null) {
      return otherwise;
    }
    return requireWithin(name, text, nanos(name, text), least, most);
  }

  /** Parses a size in bytes, as {@link #bytes(String, long, long, long)} does. */
  public static long bytes(String name, String text) {
    String body = text.strip().toLowerCase(Locale.ROOT);
    if (body.endsWith("ib")) {
      body = body.substring(0, body.length() - 2);
    }
    int shift =
        switch (body.isEmpty() ? '0' : body.charAt(body.length() - 1)) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          case 't' -> 40;
          default -> 0;
        };
    String digits = shift == 0 ? body : body.substring(0, body.length() - 1);
    long value = parsePlainNumber(name, text, digits, "a size such as 4096, 64k, 10m, 1g");
    if (value > Long.MAX_VALUE >> shift) {
      throw new AttributeException(
          Reason.OUT_OF_RANGE, name + ": '" + text + "' is larger than any device");
    }
    return value << shift;
  }

  /** Parses a duration in nanoseconds, as {@link #nanos(String, long, long, long)} does. */
  public static long nanos(String name, String text) {
    String body = text.strip().toLowerCase(Locale.ROOT);
    long unit = 1;
    int cut = 0;
    if (body.endsWith("ns")) {
      cut = 2;
    } else if (body.endsWith("us")) {
      unit = 1_000;
      cut = 2;
    } else if (body.endsWith("ms")) {
      unit = 1_000_000;
      cut = 2;
    } else if (body.endsWith("s")) {
      unit = 1_000_000_000;
      cut = 1;
    }
    String digits = body.substring(0, body.length() - cut);
    long value =
        parsePlainNumber(name, text, digits, "a duration such as 100, 100ns, 10us, 5ms, 2s");
    if (value > Long.MAX_VALUE / unit) {
      throw new AttributeException(
          Reason.OUT_OF_RANGE, name + ": '" + text + "' is longer than 292 years");
    }
    return value * unit;
  }

  private static long parsePlainNumber(String name, String text, String digits, String expected) {
    boolean valid = !digits.isEmpty() && digits.length() <= 18;
    for (int i = 0; i < digits.length() && valid; i++) {
      valid = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    if (!valid) {
      throw new AttributeException(
          Reason.INVALID, name + ": '" + text + "' cannot be read; expected " + expected);
    }
    return Long.parseLong(digits);
  }

  private static long requireWithin(String name, String text, long value, long least, long most) {
    if (value < least || value > most) {
      throw new AttributeException(
          Reason.OUT_OF_RANGE, name + ": '" + text + "' is not in " + least + ".." + most);
    }
    return value;
  }
}
