package io.elevator.workload.job;

import org.jspecify.annotations.Nullable;

/**
 * Properties of the bytes that a job writes.
 *
 * @param zeros whether all bytes are zero
 * @param refill whether each write gets new content; otherwise the memory is filled once
 * @param pattern pattern repeated over the block, or over its compressible part; null for none
 * @param compressPercent compressible part of each chunk in percent, −1 if not set
 * @param compressChunk size of a chunk in bytes, 0 for the block
 * @param dedupePercent share of blocks that are duplicates, in percent
 * @param workingSet whether duplicates are drawn from the first blocks instead of from the last
 *     block
 * @param workingSetPercent share of the blocks that form those first blocks, in percent
 * @param global whether all jobs draw duplicates from the same blocks
 */
public record ContentSpec(
    boolean zeros,
    boolean refill,
    @Nullable BytePattern pattern,
    int compressPercent,
    int compressChunk,
    int dedupePercent,
    boolean workingSet,
    int workingSetPercent,
    boolean global) {
  /** Returns whether the memory of a write must be filled again for each I/O. */
  public boolean refills() {
    return !zeros && (refill || compressPercent >= 0 || dedupePercent > 0);
  }
}
