package io.elevator.spi;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import java.math.BigInteger;

/**
 * Reads the text that is written to attributes, as Linux's number parsers do: an optional final
 * newline, nothing else around the digits. All functions throw {@link AttributeException}, which
 * names the attribute and what fits.
 */
public final class AttributeText {
  private AttributeText() {}

  /**
   * Reads a signed 32-bit number: decimal, {@code 0x} hexadecimal or {@code 0} octal, with an
   * optional sign.
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
   * Reads an unsigned 64-bit decimal number with an optional {@code +}, returned as the bits of a
   * long.
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
   * Reads a decimal number of 0 to 4294967295 with an optional {@code +}; a larger one is refused
   * as invalid.
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
