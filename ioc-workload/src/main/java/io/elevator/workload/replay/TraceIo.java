package io.elevator.workload.replay;

import io.elevator.api.Operation;

/**
 * One I/O of a trace.
 *
 * @param nanos when, by the clock of the trace
 * @param stream whose: a process, a disk, a volume or a file, as the format knows it
 * @param operation read, write or discard
 * @param offset first byte
 * @param bytes length, 1 or more
 */
public record TraceIo(long nanos, String stream, Operation operation, long offset, long bytes) {}
