package io.elevator.workload.job;

import org.jspecify.annotations.Nullable;

/**
 * Whether what is read is what was written.
 *
 * @param method checksum or pattern by which a block is checked
 * @param afterWrites whether a job that writes reads everything back
 * @param only whether a job that would write only reads what an earlier run wrote
 * @param fatal whether the first difference ends the job
 * @param dump whether blocks that differ are written to files
 * @param pattern content of blocks beside the header, null for random bytes
 * @param interval bytes that have a header of their own, 0 for the block
 * @param headerOffset position of the header in its interval, in bytes
 * @param backlog writes before they are read back, 0 for all
 * @param backlogBatch number of blocks read back then
 * @param sequence whether a block read back must be from this job's last write to its place
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
  /** Nothing is verified. */
  public static final VerifySpec NONE =
      new VerifySpec(VerifyMethod.NONE, false, false, false, false, null, 0, 0, 0, 0, true);

  /** Whether blocks are made so that they can be verified. */
  public boolean enabled() {
    return method != VerifyMethod.NONE;
  }
}
