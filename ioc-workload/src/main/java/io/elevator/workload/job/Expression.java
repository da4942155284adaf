package io.elevator.workload.job;

/**
 * Calculator for expressions in values of job options, with fio's arithmetic: numbers with
 * suffixes, {@code + - * / % ^} with the usual precedence, and parentheses. It uses whole numbers
 * only; a division rounds down.
 */
final class Expression {
  /** Parser for a number of an expression, with the suffixes that the option allows. */
  interface Numbers {
    long parse(String word) throws BadValue;
  }

  /**
   * Greatest depth of nested parentheses and powers; each level is a frame on the thread's stack.
   */
  private static final int MAX_DEPTH = 64;

  private final String text;
  private final Numbers numbers;
  private int at;
  private int depth;

  private Expression(String text, Numbers numbers) {
    this.text = text;
    this.numbers = numbers;
  }

  /** Returns whether a text is an expression and not a single number. */
  static boolean isOne(String text) {
    return text.startsWith("(") || text.indexOf('*') > 0;
  }

  /**
   * Returns the value of an expression.
   *
   * @param text text of the expression
   * @param numbers parser for its numbers
   */
  static long of(String text, Numbers numbers) throws BadValue {
    Expression expression = new Expression(text.replace(" ", ""), numbers);
    try {
      long value = expression.sum();
      if (expression.at < expression.text.length()) {
        throw new BadValue(
            "'" + text + "': unexpected '" + expression.text.substring(expression.at) + "'");
      }
      return value;
    } catch (ArithmeticException e) {
      throw new BadValue("'" + text + "' can not be calculated: " + e.getMessage());
    }
  }

  private long sum() throws BadValue {
    long value = product();
    while (true) {
      if (skip('+')) {
        value = Math.addExact(value, product());
      } else if (skip('-')) {
        value = Math.subtractExact(value, product());
      } else {
        return value;
      }
    }
  }

  private long product() throws BadValue {
    long value = power();
    while (true) {
      if (skip('*')) {
        value = Math.multiplyExact(value, power());
      } else if (skip('/')) {
        value = Math.floorDiv(value, power());
      } else if (skip('%')) {
        value = Math.floorMod(value, power());
      } else {
        return value;
      }
    }
  }

  private long power() throws BadValue {
    long base = atom();
    if (!skip('^')) {
      return base;
    }
    enter();
    long exponent = power();
    depth--;
    return raised(base, exponent);
  }

  /**
   * Returns a power, calculated by repeated squaring, so that the number of steps is the number of
   * bits of the exponent.
   */
  private static long raised(long base, long exponent) {
    long value = 1;
    long square = base;
    for (long left = exponent; left > 0; left >>= 1) {
      if ((left & 1) != 0) {
        value = Math.multiplyExact(value, square);
      }
      if (left > 1) {
        square = Math.multiplyExact(square, square);
      }
    }
    return value;
  }

  private void enter() throws BadValue {
    if (++depth > MAX_DEPTH) {
      throw new BadValue("the expression is nested more than " + MAX_DEPTH + " levels deep");
    }
  }

  private long atom() throws BadValue {
    if (skip('(')) {
      enter();
      long value = sum();
      depth--;
      if (!skip(')')) {
        throw new BadValue("'" + text + "' lacks a closing parenthesis");
      }
      return value;
    }
    int start = at;
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    return numbers.parse(text.substring(start, at));
  }

  private boolean skip(char sign) {
    if (at < text.length() && text.charAt(at) == sign) {
      at++;
      return true;
    }
    return false;
  }
}
