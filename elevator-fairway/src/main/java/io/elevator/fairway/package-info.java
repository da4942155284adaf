/**
 * The elevator {@code fairway}, for SSDs: divides the cost of I/O between groups and tasks in
 * proportion to their weights, with many requests in the drive.
 *
 * <p>{@link io.elevator.fairway.Fairway} has the hooks and the lock. {@link
 * io.elevator.fairway.ServiceClass} is one priority class with its tree: a {@link
 * io.elevator.fairway.Node} for each group, a {@link io.elevator.fairway.Flow} for the requests of
 * one task. {@link io.elevator.fairway.Window} limits the cost in the drive. Sources: start-time
 * fair queueing (Goyal, Vin and Cheng 1996); many requests in service (Jin, Chase and Kaur 2004);
 * precedence of sparse flows (RFC 8290).
 */
@org.jspecify.annotations.NullMarked
package io.elevator.fairway;
