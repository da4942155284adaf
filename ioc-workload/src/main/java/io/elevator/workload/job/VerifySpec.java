package io.elevator.workload.job;

import org.jspecify.annotations.Nullable;

/**
 * Rules for the verification of the data that a job writes.
 *
 * @param method checksum or pattern by which a block is checked
 * @param afterWrites whether a job that writes reads everything back
 * @param only whether the job does not write but only verifies what an earlier run wrote
 * @param fatal whether the first mismatch ends the job
 * @param dump whether blocks that do not match are written to files
 * @param pattern content of blocks outside the header, null for random bytes
 * @param interval bytes of data for each header, 0 for the block
 * @param headerOffset offset of the header in its interval, in bytes
 * @param backlog number of writes after which blocks are read back, 0 for all
 * @param backlogBatch number of blocks then read back
 * @param sequence whether a block read back must come from this job's last write to its offset
 */
public record VerifySpec(
    VerifyMethod method,
    boolean afterWrites,
    boolean only,
    boolean fatal,
    boolean dump,
    @Nullable BytePattern pattern,
    int interval,
    int headerOffset,
    long backlog,
    long backlogBatch,
    boolean sequence) {
  /** Returns whether the job writes its blocks in such a way that they can be verified. */
  public boolean enabled() {
    return method != VerifyMethod.NONE;
  }
}
