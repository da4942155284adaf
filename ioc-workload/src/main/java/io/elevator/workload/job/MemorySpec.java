package io.elevator.workload.job;

/**
 * Memory of a job's I/Os.
 *
 * @param align alignment in bytes, 0 for a page
 * @param registered whether the memory is registered with the drives in advance
 * @param softMap whether a random job runs without its map if there is no memory for the map
 */
public record MemorySpec(int align, boolean registered, boolean softMap) {}
