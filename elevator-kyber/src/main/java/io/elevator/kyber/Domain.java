package io.elevator.kyber;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;

/**
 * A kind of request with a limit of its own; decided by the operation alone, not by flags or
 * priority. The figures are Linux 6.1 kyber's.
 */
enum Domain {
  /** Plain reads. */
  READ(0, "read", 256, 6, 16, 2_000_000L),
  /** Plain writes. */
  WRITE(1, "write", 128, 5, 8, 10_000_000L),
  /** Discards. */
  DISCARD(2, "discard", 64, 4, 1, 5_000_000_000L),
  /** All else, such as write-zeroes; has no target and is never resized. */
  OTHER(3, "other", 16, 2, 1, 0);

  /** Number of domains. */
  static final int COUNT = 4;

  /** Number of domains with a target: all but the last. */
  static final int TIMED = 3;

  private static final Domain[] BY_INDEX = values();
  private static final int READ_CODE = Operation.READ.code();
  private static final int WRITE_CODE = Operation.WRITE.code();
  private static final int DISCARD_CODE = Operation.DISCARD.code();

  /** Number, from 0 in order of turns. */
  final int index;

  /** Name in attributes and statistics. */
  final String label;

  /** Most tokens, and tokens at the start. */
  final int maxDepth;

  /** Binary logarithm of the tokens in a word of the token map. */
  final int wordShift;

  /** How many are handed out in a row while another domain waits. */
  final int batchSize;

  /** Latency target at the start, in nanoseconds; 0 for none. */
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

  /** Returns the domain of a number; unlike {@code values()}, allocates nothing. */
  static Domain at(int index) {
    return BY_INDEX[index];
  }

  /** Returns the domain whose turn follows. */
  Domain next() {
    return BY_INDEX[(index + 1) & (COUNT - 1)];
  }
}
