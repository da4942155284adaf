package io.elevator.workload.job;

/**
 * When a job does its I/Os.
 *
 * @param depth I/Os kept in flight, at least 1
 * @param startDelayMinNanos least delay from the start of its phase
 * @param startDelayMaxNanos greatest such delay; each clone draws one between the two
 * @param rampNanos before anything counts
 * @param runtimeNanos the job ends after so long, 0 for no limit
 * @param timeBased whether it starts over until {@code runtimeNanos} are over
 * @param loops passes over the files, at least 1
 * @param think pauses
 * @param batches how many I/Os at once
 * @param rates how fast
 */
public record PaceSpec(
    int depth,
    long startDelayMinNanos,
    long startDelayMaxNanos,
    long rampNanos,
    long runtimeNanos,
    boolean timeBased,
    long loops,
    ThinkSpec think,
    BatchSpec batches,
    RateSpec rates) {}
