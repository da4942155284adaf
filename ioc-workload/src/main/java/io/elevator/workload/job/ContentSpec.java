package io.elevator.workload.job;

import org.jspecify.annotations.Nullable;

/**
 * What writes write.
 *
 * @param zeros nothing but zeros
 * @param refill whether each write has new content; otherwise the memory is filled once
 * @param pattern repeated over the block, or over the part of it that compresses; null for none
 * @param compressPercent how much of each chunk is filler, -1 when not asked for
 * @param compressChunk bytes, 0 for the block
 * @param dedupePercent how many blocks are copies of others
 * @param workingSet whether copies are drawn from the first blocks rather than from the last one
 * @param workingSetPercent how many blocks of the size those first are
 * @param global whether all jobs draw from the same blocks
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
  /** Random bytes, filled in once. */
  public static final ContentSpec RANDOM =
      new ContentSpec(false, false, null, -1, 512, 0, false, 5, false);

  /** Whether the memory has to be written for each I/O. */
  public boolean refills() {
    return !zeros && (refill || compressPercent >= 0 || dedupePercent > 0);
  }
}
