package io.elevator.cli.job;

import org.jspecify.annotations.Nullable;

/**
 * Whether what is read is what was written.
 *
 * @param method how it is told
 * @param afterWrites whether a job that writes reads everything back
 * @param only whether a job that would write only reads what an earlier run wrote
 * @param fatal whether the first difference ends the job
 * @param dump whether blocks that differ are written to files
 * @param pattern what blocks hold beside the header, null for random bytes
 * @param interval bytes that have a header of their own, 0 for the block
 * @param headerOffset where in the interval the header is
 * @param backlog writes before they are read back, 0 for all
 * @param backlogBatch how many are read back then
 * @param sequence whether a block must have come by the write that this job did last there
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
