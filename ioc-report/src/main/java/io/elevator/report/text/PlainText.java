package io.elevator.report.text;

import java.util.Locale;

/**
 * Makes names safe to print on a terminal. The name of a job, file or program may contain control
 * characters, which could move the cursor, change the title or write to the clipboard. It may also
 * contain characters that change the direction of writing.
 */
public final class PlainText {
  private PlainText() {}

  /** Returns {@code text} with control characters and direction marks written as escapes. */
  public static String of(String text) {
    return escaped(text, false, false);
  }

  /**
   * Returns {@code text} with control characters and direction marks written as escapes, except
   * line feeds and tabs.
   */
  public static String lines(String text) {
    return escaped(text, true, false);
  }

  /**
   * Returns JSON text in which control characters and direction marks are written as JSON escapes;
   * its meaning does not change.
   */
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

  /** Returns whether a terminal may react to a character in another way than by displaying it. */
  private static boolean changesTheTerminal(char c) {
    return Character.isISOControl(c)
        || c == '\u061c'
        || c == '\u200e'
        || c == '\u200f'
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }
}
