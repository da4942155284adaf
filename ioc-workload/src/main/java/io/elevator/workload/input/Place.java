package io.elevator.workload.input;

/**
 * Where a word came from: a file and a line, or a word of the command line.
 *
 * @param source path of the file as the user wrote it, or the option of the command line
 * @param line line in the file, from 1; 0 when {@code source} has no lines
 */
public record Place(String source, int line) {
  /** A place on the command line, such as {@code --size}. */
  public static Place commandLine(String word) {
    return new Place(word, 0);
  }

  /** An error at this place; the message becomes {@code source:line: message}. */
  public UserError error(String message) {
    return new UserError(this + ": " + message);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
