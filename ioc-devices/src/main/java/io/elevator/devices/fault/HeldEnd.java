package io.elevator.devices.fault;

import io.elevator.api.BioStatus;
import io.elevator.spi.driver.DriverQueue;
import org.jspecify.annotations.Nullable;

/**
 * An end of a request that is held back.
 *
 * @param queue whose it is
 * @param cookie the request's
 * @param status how it ended
 * @param errno error number of Linux, or 0
 * @param cause exception that explains a failure, or null
 * @param action why it is held
 * @param dueNanos when it is let go; {@link Long#MAX_VALUE} when told
 * @param order among those of one instant
 */
record HeldEnd(
    DriverQueue queue,
    long cookie,
    BioStatus status,
    int errno,
    @Nullable Throwable cause,
    FaultAction action,
    long dueNanos,
    long order)
    implements Comparable<HeldEnd> {
  @Override
  public int compareTo(HeldEnd other) {
    int byInstant = Long.compare(dueNanos, other.dueNanos);
    return byInstant != 0 ? byInstant : Long.compare(order, other.order);
  }
}
