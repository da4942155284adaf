package io.elevator.workload.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the lines of a trace that are no I/O, by kind. Not thread-safe. */
final class SideLines {
  /**
   * Greatest number of kinds counted apart. Formats have fewer; the limit keeps a broken trace from
   * filling memory.
   */
  private static final int MAX_KINDS = 32;

  private static final String OTHERS = "other lines";

  private final Map<String, Long> counts = new LinkedHashMap<>();

  /**
   * Counts a line.
   *
   * @param kind the kind in words, in the plural: "completions"
   */
  void add(String kind) {
    String key = counts.containsKey(kind) || counts.size() < MAX_KINDS ? kind : OTHERS;
    counts.merge(key, 1L, Long::sum);
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** Returns the counts in words: {@code 3 messages, 12 events C}. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    counts.forEach((kind, count) -> words.add(kind + ": " + count));
    return String.join(", ", words);
  }
}
