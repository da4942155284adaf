package io.elevator.cli.job;

/**
 * When a job does its I/Os.
 *
 * @param depth I/Os kept in flight, at least 1
 * @param startDelayMinNanos least delay from the start of its phase
 * @param startDelayMaxNanos greatest such delay; each clone draws one between the two
 * @param runtimeNanos the job ends after so long, 0 for no limit
 * @param timeBased whether it starts over until {@code runtimeNanos} are over
 * @param loops passes over the files, at least 1
 * @param thinkNanos pause after every {@code thinkBlocks} I/Os, 0 for none
 * @param thinkBlocks at least 1
 */
public record PaceSpec(
    int depth,
    long startDelayMinNanos,
    long startDelayMaxNanos,
    long runtimeNanos,
    boolean timeBased,
    long loops,
    long thinkNanos,
    long thinkBlocks) {}
