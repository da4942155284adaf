package io.elevator.fairway;

import io.elevator.api.Operation;
import io.elevator.spi.Request;

/**
 * The cost of a request: the number of bytes of a long read for which the drive works as long.
 * Operation and data overlap in a drive, so the cost is the longer of the two and a quarter of the
 * shorter. Only the ratios of costs matter.
 */
final class Cost {
  /** Cost of an operation without its data, in bytes. */
  static final int OPERATION = 5 << 10;

  /** Cost of a read or write of 4 KiB: that of a small request. */
  static final long SMALL = ofData(4 << 10);

  /** Largest cost of a discard, in bytes. */
  private static final long MOST_OF_DISCARD = 64L * OPERATION;

  /** Binary logarithm of the number of discarded bytes that cost as much as one byte of data. */
  private static final int DISCARD_SHIFT = 4;

  private Cost() {}

  /** Returns the cost of a request with its present length. */
  static long of(Request rq) {
    long bytes = (long) rq.sectors() << 9;
    return switch (rq.operation()) {
      case DISCARD, SECURE_ERASE, WRITE_ZEROES ->
          Math.clamp(bytes >> DISCARD_SHIFT, OPERATION, MOST_OF_DISCARD);
      default -> ofData(bytes);
    };
  }

  /** Returns the cost of a read or write. */
  static long ofData(long bytes) {
    return Math.max(OPERATION, bytes) + (Math.min(OPERATION, bytes) >> 2);
  }

  /** Returns whether an operation belongs to a task's flow of discards, apart from its data. */
  static boolean isDiscard(Operation operation) {
    return switch (operation) {
      case DISCARD, SECURE_ERASE, WRITE_ZEROES -> true;
      default -> false;
    };
  }
}
