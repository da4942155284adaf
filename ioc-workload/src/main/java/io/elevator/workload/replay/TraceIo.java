package io.elevator.workload.replay;

import io.elevator.api.Operation;

/**
 * One I/O of a trace.
 *
 * @param nanos time of the I/O on the clock of the trace, in nanoseconds
 * @param stream origin of the I/O: a process, disk, volume or file, depending on the format
 * @param operation read, write or discard
 * @param offset offset of the first byte
 * @param bytes length in bytes, at least 1
 */
public record TraceIo(long nanos, String stream, Operation operation, long offset, long bytes) {}
