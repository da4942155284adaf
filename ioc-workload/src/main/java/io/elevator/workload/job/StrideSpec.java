package io.elevator.workload.job;

/**
 * Zones of {@code zonemode=strided}: I/O stays within a zone until it has moved {@code zoneBytes}
 * there.
 *
 * @param zoneBytes bytes moved in a zone before the next zone
 * @param rangeBytes size of a zone, in bytes
 * @param skipBytes gap between two zones, in bytes
 */
public record StrideSpec(long zoneBytes, long rangeBytes, long skipBytes) {}
