package io.elevator.spi.driver;

import org.jspecify.annotations.Nullable;

/**
 * Requests that the core offers to a driver in one call of {@link BlockDriver#queueRequests}, in
 * order of submission. Valid only during that call and in its thread.
 */
public interface OfferedRequests {
  /** Returns the number of requests that the driver has not taken. */
  int size();

  /** Returns the first request that the driver has not taken, or null. */
  @Nullable DriverRequest first();

  /** Takes and returns the first request that the driver has not taken; null if there is none. */
  @Nullable DriverRequest take();
}
