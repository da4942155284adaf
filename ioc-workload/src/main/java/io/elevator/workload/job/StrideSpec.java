package io.elevator.workload.job;

/**
 * {@code zonemode=strided}: I/O stays in a zone until it has moved so many bytes there.
 *
 * @param zoneBytes moved before the next zone
 * @param rangeBytes how large a zone is
 * @param skipBytes between two zones
 */
public record StrideSpec(long zoneBytes, long rangeBytes, long skipBytes) {}
