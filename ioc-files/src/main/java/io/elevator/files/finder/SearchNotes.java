package io.elevator.files.finder;

import java.util.ArrayList;
import java.util.List;

/** Steps and warnings of one search. Both are limited in number and length. Not thread-safe. */
final class SearchNotes {
  private static final int MOST = 64;
  private static final int LONGEST = 1000;

  private final List<String> steps = new ArrayList<>();
  private final List<DiskWarning> warnings = new ArrayList<>();

  /** Adds a step. */
  void step(String text) {
    if (steps.size() < MOST) {
      steps.add(shortened(text));
    }
  }

  /** Adds a warning, unless the same was given before. */
  void warn(DiskWarning.Code code, String text) {
    DiskWarning warning = new DiskWarning(code, shortened(text));
    if (warnings.size() < MOST && !warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  List<String> steps() {
    return steps;
  }

  List<DiskWarning> warnings() {
    return warnings;
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
