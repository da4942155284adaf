package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * The facts about a failed bio. All bios of a request share error number and cause. The offset is
 * that of the I/O of this bio that failed, which lies inside the bio if only a part of the bio
 * failed. Immutable.
 *
 * @param status status that the bio ended with; never {@link BioStatus#OK}
 * @param errno error number of Linux that the device reported, or 0 if it reported none
 * @param offset first byte on the device of the I/O that failed
 * @param queue name of the queue, or the empty string if the name is not known
 * @param cause exception that the driver gave; for a bio that ended because the queue was declared
 *     dead, the exception of the declaration; null if there is none
 */
public record BioFailure(
    BioStatus status, int errno, long offset, String queue, @Nullable Throwable cause) {}
