package io.elevator.core.request;

import org.jspecify.annotations.Nullable;

/**
 * The driver's account of a failed request, which all bios of the request share.
 *
 * @param errno error number of Linux, or 0
 * @param throwable exception of the driver, or null
 */
public record FailureCause(int errno, @Nullable Throwable throwable) {
  /** Returns the cause of a failure; null if there is nothing to tell, or no memory to tell it. */
  public static @Nullable FailureCause of(int errno, @Nullable Throwable throwable) {
    if (errno == 0 && throwable == null) {
      return null;
    }
    try {
      return new FailureCause(errno, throwable);
    } catch (OutOfMemoryError e) {
      // A request that fails without its cause is better than one that never ends.
      return null;
    }
  }
}
