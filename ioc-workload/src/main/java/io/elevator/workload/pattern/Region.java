package io.elevator.workload.pattern;

/**
 * The part of a file that a job works on.
 *
 * @param offset first byte
 * @param bytes length, at least one block
 */
public record Region(long offset, long bytes) {}
