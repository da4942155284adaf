package io.elevator.report.text;

import java.util.Locale;

/**
 * Makes names safe to print on a terminal. The name of a job, file or program may contain control
 * characters, which could move the cursor, change the title or write to the clipboard. It may also
 * contain characters that change the direction of writing or that are invisible.
 */
public final class PlainText {
  /** Letters and marks that are displayed as nothing or as an empty cell. */
  private static final String FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0";

  private PlainText() {}

  /** Returns {@code text} with control and invisible characters written as escapes. */
  public static String of(String text) {
    return escaped(text, false, false);
  }

  /**
   * Returns {@code text} with control and invisible characters written as escapes, except line
   * feeds and tabs.
   */
  public static String lines(String text) {
    return escaped(text, true, false);
  }

  /**
   * Returns JSON text in which control and invisible characters are written as JSON escapes; its
   * meaning does not change.
   */
  public static String json(String json) {
    return escaped(json, true, true);
  }

  private static String escaped(String text, boolean lines, boolean json) {
    StringBuilder escaped = null;
    int length;
    for (int i = 0; i < text.length(); i += length) {
      int c = text.codePointAt(i);
      length = Character.charCount(c);
      boolean stays = !changesTheTerminal(c) || (lines && (c == '\n' || c == '\t'));
      if (!stays && escaped == null) {
        escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (escaped != null) {
        if (stays) {
          escaped.appendCodePoint(c);
        } else if (c <= 0xff && !json) {
          escaped.append(String.format(Locale.ROOT, "\\x%02x", c));
        } else {
          // A character beyond U+FFFF is written as its two surrogates, as JSON requires.
          for (char half : Character.toChars(c)) {
            escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) half));
          }
        }
      }
    }
    return escaped == null ? text : escaped.toString();
  }

  /**
   * Returns whether a terminal may react to a character in another way than by displaying it, or
   * displays nothing, so that two different names look the same: controls, formats (which include
   * direction marks, the byte order mark and spaces without width), separators of lines and
   * paragraphs, and fillers.
   */
  private static boolean changesTheTerminal(int c) {
    if (c < 0x80) {
      return Character.isISOControl(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> FILLERS.indexOf(c) >= 0;
    };
  }
}
