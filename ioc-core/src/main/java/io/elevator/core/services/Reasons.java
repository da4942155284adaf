package io.elevator.core.services;

import java.nio.file.FileSystemException;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/**
 * Describes a failure in one line. The failure may come from a plugin, so its messages are limited
 * in length, are stripped of control characters, and may themselves fail.
 */
public final class Reasons {
  private static final int MAX_CAUSES = 4;
  private static final int MAX_LENGTH = 1000;

  private Reasons() {}

  /** Returns the messages of a failure and its causes, in one line. */
  public static String of(Throwable failure) {
    var reason = new StringBuilder();
    try {
      append(failure, reason);
    } catch (Throwable e) {
      reason
          .append(reason.isEmpty() ? "" : ": ")
          .append(failure.getClass().getName())
          .append(", whose message cannot be read: ")
          .append(e.getClass().getName());
    }
    return asOneLine(reason.toString());
  }

  private static void append(Throwable failure, StringBuilder reason) {
    @Nullable Throwable each = failure;
    for (int depth = 0; each != null && depth < MAX_CAUSES; depth++, each = each.getCause()) {
      String text = text(each);
      if (reason.indexOf(text) < 0) {
        reason.append(reason.isEmpty() ? "" : ": ").append(text);
      }
    }
  }

  private static String text(Throwable failure) {
    String type = failure.getClass().getSimpleName();
    String message = failure.getMessage();
    if (message == null) {
      return type;
    }
    String text = cut(message);
    boolean saysTooLittle =
        failure instanceof ReflectiveOperationException
            || failure instanceof FileSystemException
            || (failure instanceof Error && !(failure instanceof ServiceConfigurationError));
    return saysTooLittle ? type + ": " + text : text;
  }

  /** Returns a text that a plugin supplied as one line of limited length. */
  public static String asOneLine(String text) {
    return cut(text).replaceAll("\\p{Cntrl}+", " ");
  }

  private static String cut(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + " …";
  }
}
