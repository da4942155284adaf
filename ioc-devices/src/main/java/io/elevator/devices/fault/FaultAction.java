package io.elevator.devices.fault;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fault that a rule causes in a request. */
enum FaultAction {
  /** The request ends with an error and is not performed. */
  FAIL,
  /** The request is performed and ends later. */
  DELAY,
  /** The request is performed and does not end until it is released. */
  HANG,
  /** The request is refused without being started. */
  BUSY,
  /** The request is given back to be queued again. */
  REQUEUE,
  /** The request is completed twice. */
  TWICE,
  /**
   * The request is performed and completed after a delay; if its time limit passed before that, it
   * is completed twice.
   */
  LATE,
  /** Only the first sectors of the request are written, and it ends with an error. */
  TEAR,
  /** The power of the drive is cut. */
  POWERCUT;

  static @Nullable FaultAction named(String word) {
    for (FaultAction action : values()) {
      if (action.word().equals(word)) {
        return action;
      }
    }
    return null;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String words() {
    StringBuilder words = new StringBuilder();
    for (FaultAction action : values()) {
      words.append(words.isEmpty() ? "" : ", ").append(action.word());
    }
    return words.toString();
  }

  boolean needsMedium() {
    return this == TEAR || this == POWERCUT;
  }
}
