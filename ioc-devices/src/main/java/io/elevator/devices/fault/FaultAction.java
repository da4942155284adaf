package io.elevator.devices.fault;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fault that a rule causes in a request. */
enum FaultAction {
  /** FAIL: the request is not performed and ends with an error. */
  FAIL,
  /** DELAY: the request is performed, and its completion is held back for a time. */
  DELAY,
  /** HANG: the request is performed, and its completion is held back until it is released. */
  HANG,
  /** BUSY: the drive refuses the request without starting it. */
  BUSY,
  /** REQUEUE: the drive gives the request back to the queue, which queues it again. */
  REQUEUE,
  /** TWICE: the drive completes the request a second time. */
  TWICE,
  /**
   * LATE: the request is performed and completed after a delay. If the time limit of the request
   * passed during the delay, the request is completed twice.
   */
  LATE,
  /** TEAR: only the first sectors of the request are written, and it ends with an error. */
  TEAR,
  /** POWERCUT: the power of the drive is cut. */
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
