package io.elevator.core.plugin;

import org.jspecify.annotations.Nullable;

/** Puts what went wrong into one line. */
final class Reasons {
  private Reasons() {}

  /** Returns the messages of a failure and its causes, in one line. */
  static String of(Throwable failure) {
    var reason = new StringBuilder();
    @Nullable Throwable each = failure;
    for (int depth = 0; each != null && depth < 4; depth++, each = each.getCause()) {
      String message = each.getMessage();
      String text = message == null ? each.getClass().getSimpleName() : message;
      if (each instanceof LinkageError) {
        text = each.getClass().getSimpleName() + ": " + text;
      }
      if (reason.indexOf(text) < 0) {
        reason.append(reason.isEmpty() ? "" : ": ").append(text);
      }
    }
    return reason.toString().replace('\n', ' ');
  }
}
