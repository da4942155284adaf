package io.elevator.api;

/**
 * The counters of a disk, as in Linux's {@code /sys/block/…/stat}; {@link LinuxFormat} writes them
 * as Linux does.
 *
 * @param reads counters of reads
 * @param writes counters of writes, write-zeroes and secure erases
 * @param discards counters of discards
 * @param flushes counters of the flushes that the queue itself issued; merges and sectors are 0
 * @param inFlight number of requests that the driver has started and not completed
 * @param busyNanos time with at least one request in the queue, in nanoseconds, to the precision of
 *     a tick
 */
public record DiskActivity(
    OperationCounts reads,
    OperationCounts writes,
    OperationCounts discards,
    OperationCounts flushes,
    long inFlight,
    long busyNanos) {}
