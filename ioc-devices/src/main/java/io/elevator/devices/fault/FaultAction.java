package io.elevator.devices.fault;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What goes wrong with a request. */
enum FaultAction {
  /** It ends with an error and is not performed. */
  FAIL,
  /** It is performed; its end comes later. */
  DELAY,
  /** It is performed; its end does not come until told. */
  HANG,
  /** It is refused without being started. */
  BUSY,
  /** It is given back to be queued again. */
  REQUEUE,
  /** It ends twice. */
  TWICE,
  /** It is performed; its end comes when its time may be up, and again if it was. */
  LATE,
  /** Only its first sectors are written, and it ends with an error. */
  TEAR,
  /** The power goes. */
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
