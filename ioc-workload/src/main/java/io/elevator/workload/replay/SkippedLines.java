package io.elevator.workload.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers of the lines of a trace that describe no I/O, by kind of line. Not thread-safe. */
final class SkippedLines {
  /**
   * Greatest number of kinds of lines that are counted separately. Formats have fewer kinds; the
   * limit prevents a broken trace from filling the memory.
   */
  private static final int MAX_KINDS = 32;

  private static final String OTHERS = "other lines";

  private final Map<String, Long> counts = new LinkedHashMap<>();

  /**
   * Counts a line that describes no I/O.
   *
   * @param kind kind of the line in plural words, such as "completions"
   */
  void add(String kind) {
    String key = counts.containsKey(kind) || counts.size() < MAX_KINDS ? kind : OTHERS;
    counts.merge(key, 1L, Long::sum);
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** Returns the numbers as text, such as {@code messages: 3, events C: 12}. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    counts.forEach((kind, count) -> words.add(kind + ": " + count));
    return String.join(", ", words);
  }
}
