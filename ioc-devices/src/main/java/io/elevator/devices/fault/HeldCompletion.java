package io.elevator.devices.fault;

import io.elevator.api.BioStatus;
import io.elevator.spi.driver.DriverQueue;
import org.jspecify.annotations.Nullable;

/**
 * A completion that is held back. Immutable; ordered by the time at which it is released.
 *
 * @param queue hardware queue of the request
 * @param cookie cookie of the request
 * @param status status of the completion
 * @param errno error number of Linux, or 0
 * @param cause exception that explains a failure, or null
 * @param transferred number of bytes that were moved if that is less than all, else {@link
 *     io.elevator.spi.driver.Completions#ALL}
 * @param action fault that holds the completion back
 * @param dueNanos time of the release, in nanoseconds; {@link Long#MAX_VALUE} for {@link
 *     HeldCompletions#release}
 * @param order position among completions of the same instant
 */
record HeldCompletion(
    DriverQueue queue,
    long cookie,
    BioStatus status,
    int errno,
    @Nullable Throwable cause,
    long transferred,
    FaultAction action,
    long dueNanos,
    long order)
    implements Comparable<HeldCompletion> {
  @Override
  public int compareTo(HeldCompletion other) {
    int byInstant = Long.compare(dueNanos, other.dueNanos);
    return byInstant != 0 ? byInstant : Long.compare(order, other.order);
  }
}
