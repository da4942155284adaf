package io.elevator.conformance;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a replay went.
 *
 * @param vector what was played
 * @param reached how many answers were equal before the first difference
 * @param difference the first difference, or null if there was none
 */
public record ReplayResult(ConformanceVector vector, int reached, @Nullable Difference difference) {
  /**
   * Where an elevator answered otherwise than the reference. What comes after has no meaning.
   *
   * @param line the event's line
   * @param expected the recorded answer; empty if the line has none
   * @param actual what the elevator answered, or how it failed
   * @param failure what the elevator threw or reported, or null
   */
  public record Difference(int line, String expected, String actual, @Nullable Throwable failure) {}

  /** Whether every answer was equal. */
  public boolean passed() {
    return difference == null;
  }

  /** Returns a line that says where it failed and how far it came, or that it passed. */
  @Override
  public String toString() {
    int answers = vector.answers();
    Difference first = difference;
    if (first == null) {
      return vector.source() + ": passed, " + answers + " answers";
    }
    return String.format(
        Locale.ROOT,
        "%s:%d: expected %s, actual %s, reached %d of %d answers (%.1f %%)",
        vector.source(),
        first.line(),
        first.expected().isEmpty() ? "no answer" : first.expected(),
        first.actual(),
        reached,
        answers,
        answers == 0 ? 100.0 : 100.0 * reached / answers);
  }
}
