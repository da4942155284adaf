package io.elevator.workload.job;

/**
 * Timing of the I/Os of a job.
 *
 * @param depth greatest number of I/Os in flight, at least 1
 * @param startDelayMinNanos least delay from the start of the phase, in nanoseconds
 * @param startDelayMaxNanos greatest such delay in nanoseconds; each clone draws its delay between
 *     both
 * @param rampNanos time before the measurement begins, in nanoseconds
 * @param runtimeNanos time after which the job ends in nanoseconds, 0 for no limit
 * @param timeBased whether the job repeats its passes until {@code runtimeNanos} are over
 * @param loops number of passes over the files, at least 1
 * @param think pauses
 * @param batches numbers of I/Os submitted and reaped together
 * @param rates limits of the rates
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
