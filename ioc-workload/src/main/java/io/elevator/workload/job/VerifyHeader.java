package io.elevator.workload.job;

/** Header of each part of a block that can be verified. */
public final class VerifyHeader {
  /** Length of the header in bytes; the largest checksum fits into it. */
  public static final int BYTES = 112;

  private VerifyHeader() {}
}
