package io.elevator.report.text;

import java.util.Locale;

/**
 * Makes names harmless for a terminal. A job, a file or a program may be named with control
 * characters, which would move the cursor, change the title or write to the clipboard, and with
 * marks that turn the direction of writing.
 */
public final class PlainText {
  private PlainText() {}

  /** Returns {@code text} with control characters and marks of direction written as escapes. */
  public static String of(String text) {
    return escaped(text, false, false);
  }

  /** Returns the same as {@link #of}, except that line feeds and tabs stay. */
  public static String lines(String text) {
    return escaped(text, true, false);
  }

  /** Returns JSON with the same characters as escapes of JSON; it stays the same JSON. */
  public static String json(String json) {
    return escaped(json, true, true);
  }

  private static String escaped(String text, boolean lines, boolean json) {
    StringBuilder escaped = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean stays = !changesTheTerminal(c) || (lines && (c == '\n' || c == '\t'));
      if (!stays && escaped == null) {
        escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (escaped != null) {
        if (stays) {
          escaped.append(c);
        } else {
          boolean small = c <= 0xff && !json;
          escaped.append(String.format(Locale.ROOT, small ? "\\x%02x" : "\\u%04x", (int) c));
        }
      }
    }
    return escaped == null ? text : escaped.toString();
  }

  /** Whether a terminal may do something else with a character than show it. */
  private static boolean changesTheTerminal(char c) {
    return Character.isISOControl(c)
        || c == '\u061c'
        || c == '\u200e'
        || c == '\u200f'
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }
}
