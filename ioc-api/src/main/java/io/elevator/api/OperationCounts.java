package io.elevator.api;

/**
 * Counters of one kind of I/O since a queue was opened.
 *
 * @param ios number of requests that ended
 * @param merges number of bios and requests that were merged into a request
 * @param sectors number of sectors completed, 512 bytes each
 * @param nanos sum of the times from allocation to end of a request, in nanoseconds
 */
public record OperationCounts(long ios, long merges, long sectors, long nanos) {}
