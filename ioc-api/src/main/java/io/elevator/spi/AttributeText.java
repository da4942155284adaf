package io.elevator.spi;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import java.math.BigInteger;

/**
 * Parser of the text that is written to attributes. It accepts what the number parsers of Linux
 * accept: digits and an optional final newline, with no blanks. Each function throws {@link
 * AttributeException} for other text; the message names the attribute and the values that fit.
 */
public final class AttributeText {
  private AttributeText() {}

  /**
   * Parses a signed 32-bit number: decimal, hexadecimal with {@code 0x} or octal with {@code 0},
   * with an optional sign.
   *
   * @param attribute name of the attribute, for messages
   * @param text text that was written
   */
  public static int int32(String attribute, String text) {
    String body = body(text);
    boolean negative = body.startsWith("-");
    String digits = negative || body.startsWith("+") ? body.substring(1) : body;
    int radix = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      radix = 16;
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
    }
    BigInteger magnitude = magnitude(attribute, text, digits, radix);
    BigInteger value = negative ? magnitude.negate() : magnitude;
    if (value.bitLength() > 31) {
      throw outOfRange(attribute, text, "a signed 32-bit number");
    }
    return value.intValue();
  }

  /**
   * Parses an unsigned 64-bit decimal number with an optional {@code +}.
   *
   * @param attribute name of the attribute, for messages
   * @param text text that was written
   * @return the number as the bits of a long; above {@link Long#MAX_VALUE} the result is negative
   */
  public static long unsigned64(String attribute, String text) {
    String body = body(text);
    String digits = body.startsWith("+") ? body.substring(1) : body;
    BigInteger value = magnitude(attribute, text, digits, 10);
    if (value.bitLength() > 64) {
      throw outOfRange(attribute, text, "an unsigned 64-bit number");
    }
    return value.longValue();
  }

  /**
   * Parses a decimal number from 0 to 4294967295 with an optional {@code +}. A larger number is
   * refused with {@link Reason#INVALID}, not {@link Reason#OUT_OF_RANGE}.
   *
   * @param attribute name of the attribute, for messages
   * @param text text that was written
   */
  public static long unsigned32(String attribute, String text) {
    String body = body(text);
    String digits = body.startsWith("+") ? body.substring(1) : body;
    BigInteger value = magnitude(attribute, text, digits, 10);
    if (value.bitLength() > 32) {
      throw new AttributeException(
          Reason.INVALID, attribute + ": '" + body + "' is not a number of 0 to 4294967295");
    }
    return value.longValue();
  }

  private static String body(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private static BigInteger magnitude(String attribute, String text, String digits, int radix) {
    boolean valid = !digits.isEmpty();
    for (int i = 0; i < digits.length() && valid; i++) {
      char c = digits.charAt(i);
      valid = c < 128 && Character.digit(c, radix) >= 0;
    }
    if (!valid) {
      throw new AttributeException(
          Reason.INVALID, attribute + ": '" + body(text) + "' is not a number");
    }
    return new BigInteger(digits, radix);
  }

  private static AttributeException outOfRange(String attribute, String text, String expected) {
    return new AttributeException(
        Reason.OUT_OF_RANGE, attribute + ": '" + body(text) + "' does not fit " + expected);
  }
}
