package io.elevator.workload.job;

/** Layout of the header that each part of a block has if the block can be verified. */
public final class VerifyHeader {
  /** Length of the header in bytes; the largest checksum fits into it. */
  public static final int BYTES = 112;

  private VerifyHeader() {}
}
