package io.elevator.workload.job;

/** What is in front of each stretch of a block that can be verified. */
public final class VerifyHeader {
  /** Its length; the largest checksum fits. */
  public static final int BYTES = 112;

  private VerifyHeader() {}
}
