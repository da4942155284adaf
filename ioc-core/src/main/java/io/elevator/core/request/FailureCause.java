package io.elevator.core.request;

import org.jspecify.annotations.Nullable;

/**
 * The cause of a failed request, as the driver reported it; all bios of the request share this
 * object.
 *
 * @param errno error number of Linux, or 0
 * @param throwable exception of the driver, or null
 */
public record FailureCause(int errno, @Nullable Throwable throwable) {
  /**
   * Returns an object for the cause of a failure; null if no cause is given, or if there is no
   * memory for the object.
   */
  public static @Nullable FailureCause of(int errno, @Nullable Throwable throwable) {
    if (errno == 0 && throwable == null) {
      return null;
    }
    try {
      return new FailureCause(errno, throwable);
    } catch (OutOfMemoryError e) {
      // There is no memory: a request that fails without a cause is better than a request that
      // never ends.
      return null;
    }
  }
}
