package io.elevator.workload.input;

/**
 * Position of a word in the user's input: a file and line, or an option of the command line.
 *
 * @param source path of the file as the user wrote it, or option of the command line
 * @param line line in the file, from 1; 0 if {@code source} has no lines
 */
public record SourcePosition(String source, int line) {
  /** Greatest number of characters of a message, without the position. */
  private static final int LONGEST_MESSAGE = 1000;

  /** Returns the position that stands for an option of the command line, such as {@code --size}. */
  public static SourcePosition commandLine(String word) {
    return new SourcePosition(word, 0);
  }

  /**
   * Returns an error at this position, with the message {@code source:line: message}. A long
   * message is shortened, so that the line remains readable.
   */
  public UserError error(String message) {
    return new UserError(this + ": " + Shortened.of(message, LONGEST_MESSAGE));
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
