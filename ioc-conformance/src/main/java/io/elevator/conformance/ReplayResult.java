package io.elevator.conformance;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Result of a replay.
 *
 * @param vector vector that was replayed
 * @param reached number of equal answers before the first difference
 * @param difference first difference, or null if there was none
 */
public record ReplayResult(ConformanceVector vector, int reached, @Nullable Difference difference) {
  /**
   * First answer of an elevator that differed from Linux 6.1. Later answers are not compared,
   * because the states differ from then on.
   *
   * @param line line number of the event
   * @param expected recorded answer; empty if the line has none
   * @param actual answer of the elevator, or a description of its failure
   * @param failure exception that the elevator threw or reported, or null
   */
  public record Difference(int line, String expected, String actual, @Nullable Throwable failure) {}

  /** Returns whether every answer was equal. */
  public boolean passed() {
    return difference == null;
  }

  /**
   * Returns one line: that the vector passed, or where the first difference is and how many answers
   * were equal before it.
   */
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
