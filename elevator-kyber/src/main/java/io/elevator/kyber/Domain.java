package io.elevator.kyber;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;

/**
 * A class of requests that has its own token limit. A request's operation alone decides its domain;
 * flags and priority have no influence. The limits and targets are those of Linux 6.1 kyber.
 */
enum Domain {
  /** Plain reads. */
  READ(0, "read", 256, 6, 16, 2_000_000L),
  /** Plain writes. */
  WRITE(1, "write", 128, 5, 8, 10_000_000L),
  /** Discards. */
  DISCARD(2, "discard", 64, 4, 1, 5_000_000_000L),
  /**
   * All other operations, such as write-zeroes. This domain has no latency target and is never
   * resized.
   */
  OTHER(3, "other", 16, 2, 1, 0);

  /** Number of domains. */
  static final int COUNT = 4;

  /** Number of domains with a latency target: all except {@link #OTHER}. */
  static final int TIMED = 3;

  private static final Domain[] BY_INDEX = values();
  private static final int READ_CODE = Operation.READ.code();
  private static final int WRITE_CODE = Operation.WRITE.code();
  private static final int DISCARD_CODE = Operation.DISCARD.code();

  /** Index of the domain, from 0, in the order in which dispatch visits the domains. */
  final int index;

  /** Name of the domain in attributes and statistics. */
  final String label;

  /** Maximum number of tokens, which is also the initial number. */
  final int maxDepth;

  /** Binary logarithm of the number of tokens in one word of the token map. */
  final int wordShift;

  /** Maximum number of requests dispatched in a row while another domain waits. */
  final int batchSize;

  /** Initial latency target in nanoseconds; 0 for a domain without target. */
  final long defaultTarget;

  Domain(int index, String label, int maxDepth, int wordShift, int batchSize, long defaultTarget) {
    this.index = index;
    this.label = label;
    this.maxDepth = maxDepth;
    this.wordShift = wordShift;
    this.batchSize = batchSize;
    this.defaultTarget = defaultTarget;
  }

  /** Returns the domain of an operation-and-flags word. */
  static Domain of(int opAndFlags) {
    int code = opAndFlags & BioFlags.OPERATION_MASK;
    if (code == READ_CODE) {
      return READ;
    }
    if (code == WRITE_CODE) {
      return WRITE;
    }
    return code == DISCARD_CODE ? DISCARD : OTHER;
  }

  /** Returns the domain with an index. Unlike {@code values()}, this method allocates nothing. */
  static Domain at(int index) {
    return BY_INDEX[index];
  }

  /** Returns the domain that dispatch visits after this one. */
  Domain next() {
    return BY_INDEX[(index + 1) & (COUNT - 1)];
  }
}
