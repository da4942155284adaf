package io.elevator.core.request;

import org.jspecify.annotations.Nullable;

/**
 * The cause of a failed request, as reported by the driver; all bios of the request share it.
 *
 * @param errno error number of Linux, or 0
 * @param throwable exception of the driver, or null
 */
public record FailureCause(int errno, @Nullable Throwable throwable) {
  /** Returns the cause of a failure; null if none was given, or if there is no memory for it. */
  public static @Nullable FailureCause of(int errno, @Nullable Throwable throwable) {
    if (errno == 0 && throwable == null) {
      return null;
    }
    try {
      return new FailureCause(errno, throwable);
    } catch (OutOfMemoryError e) {
      // A request that fails without a cause is better than one that never ends.
      return null;
    }
  }
}
