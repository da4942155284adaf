package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * The facts about a failed bio. Bios of one request share error number and cause; each has the byte
 * offset of its own I/O that failed, which lies inside the bio if only a part of it failed.
 *
 * @param status status that the bio ended with; never {@link BioStatus#OK}
 * @param errno error number of Linux that the device reported, or 0 if it reported none
 * @param offset first byte on the device of the I/O that failed
 * @param queue name of the queue, or the empty string if it is not known
 * @param cause exception that the driver gave, or null if it gave none
 */
public record BioFailure(
    BioStatus status, int errno, long offset, String queue, @Nullable Throwable cause) {}
