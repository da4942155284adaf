package io.elevator.spi.driver;

import org.jspecify.annotations.Nullable;

/**
 * Requests that a driver is offered in one call of {@link BlockDriver#queueRequests}, in order of
 * submission. Valid during that call and in its thread only.
 */
public interface OfferedRequests {
  /** Returns the number of requests that the driver has not taken. */
  int size();

  /** Returns the first request that the driver has not taken, or null. */
  @Nullable DriverRequest first();

  /** Takes the first request; null if there is none. */
  @Nullable DriverRequest take();
}
