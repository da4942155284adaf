package io.elevator.workload.job;

/**
 * The memory that a job needs.
 *
 * @param align in bytes, 0 for a page
 * @param registered whether the drives are told of it in advance
 * @param softMap whether a random job goes on without its map where there is no memory for the map
 */
public record MemorySpec(int align, boolean registered, boolean softMap) {}
