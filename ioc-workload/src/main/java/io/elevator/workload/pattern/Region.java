package io.elevator.workload.pattern;

/**
 * Part of a file that a job uses.
 *
 * @param offset offset of its first byte in the file, in bytes
 * @param bytes length in bytes, at least one block
 */
public record Region(long offset, long bytes) {}
