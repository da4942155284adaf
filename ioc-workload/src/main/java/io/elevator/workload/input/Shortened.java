package io.elevator.workload.input;

/** Limits the length of texts that messages quote, such as a line of a job file. */
public final class Shortened {
  private static final String OMISSION = " … ";

  private Shortened() {}

  /**
   * Returns a text with its middle omitted if it is too long. The beginning and the end remain,
   * because the beginning of a message names the position, and its end names the reason.
   *
   * @param text text to shorten
   * @param longest greatest number of characters of the result, without the mark of the omission
   */
  public static String of(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int start = longest / 2;
    int end = text.length() - (longest - start);
    // A pair of surrogates is one character, so it is omitted as a whole.
    start -= Character.isHighSurrogate(text.charAt(start - 1)) ? 1 : 0;
    end += Character.isLowSurrogate(text.charAt(end)) ? 1 : 0;
    return text.substring(0, start) + OMISSION + text.substring(end);
  }
}
