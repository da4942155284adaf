/**
 * The contract of elevators ({@link io.elevator.spi.ElevatorType}, {@link
 * io.elevator.spi.Elevator}, {@link io.elevator.spi.Icq}), and the objects that the core lends
 * them: the {@link io.elevator.spi.Attachment} to a queue, clock, timers, and the intrusive lists
 * of requests. The contract of block device drivers is {@link io.elevator.spi.driver}.
 *
 * <p>Hooks that may need the time get it as {@code now}: nanoseconds, positive, read once per entry
 * into the library. A plugin never reads a clock itself. Two threads may enter an elevator in
 * another order than their readings, so an elevator that subtracts keeps the largest {@code now} it
 * has seen under its own lock.
 *
 * <p>Locks: queue lock, then context lock, then the elevator's own, which is innermost; inside it
 * nothing is called but timers, run requests and the merge functions of the attachment.
 */
package io.elevator.spi;
