/**
 * The contract of elevators ({@link io.elevator.spi.ElevatorType}, {@link
 * io.elevator.spi.Elevator}, {@link io.elevator.spi.Icq}), and the objects that the core gives
 * them: the {@link io.elevator.spi.Attachment} to a queue, the clock, timers, and the intrusive
 * lists of requests. The contract of block device drivers is {@link io.elevator.spi.driver}.
 *
 * <p>A hook that may need the time receives it as {@code now}: positive nanoseconds, read once per
 * entry into the library. A plugin never reads a clock itself. Two threads may enter an elevator in
 * another order than the order of their clock readings, so an elevator that computes differences
 * stores the largest {@code now} that it has seen, under its own lock.
 *
 * <p>Order of locks: queue lock, context lock, the elevator's own lock, which is innermost. While
 * it holds its own lock, an elevator calls only timers, requests for runs and the merge functions
 * of the attachment.
 */
package io.elevator.spi;
