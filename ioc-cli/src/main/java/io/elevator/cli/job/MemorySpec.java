package io.elevator.cli.job;

/**
 * The memory of a job's I/Os.
 *
 * @param align in bytes, 0 for a page
 * @param registered whether the drives are told of it in advance
 */
public record MemorySpec(int align, boolean registered) {}
