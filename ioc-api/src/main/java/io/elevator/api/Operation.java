package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * The operation of a bio or request. Its code is the low byte of the operation-and-flags word
 * ({@link BioFlags}); an operation with an odd code transfers towards the device. Source: Linux 6.1
 * {@code enum req_op}.
 */
public enum Operation {
  /** Transfers data from the device. */
  READ(0),
  /** Transfers data to the device. */
  WRITE(1),
  /**
   * Writes the volatile cache out. Only the queue's flush machine issues it; a bio with this
   * operation is refused.
   */
  FLUSH(2),
  /** Tells the device that the contents of the sectors are no longer needed. */
  DISCARD(3),
  /** Discards the sectors so that their contents cannot be recovered. */
  SECURE_ERASE(5),
  /** Makes the sectors read as zeros. */
  WRITE_ZEROES(9),
  /** A driver-private command that transfers data from the device. */
  DRV_IN(34),
  /** A driver-private command that transfers data to the device. */
  DRV_OUT(35);

  private static final @Nullable Operation[] BY_CODE =
      new @Nullable Operation[BioFlags.OPERATION_MASK + 1];

  static {
    for (Operation operation : values()) {
      BY_CODE[operation.code] = operation;
    }
  }

  private final int code;

  Operation(int code) {
    this.code = code;
  }

  /** Returns the code, from 0 to 255. */
  public int code() {
    return code;
  }

  /** Returns whether the operation transfers towards the device or changes it: the code is odd. */
  public boolean isWriteDirection() {
    return (code & 1) != 0;
  }

  /** Returns whether a bio of this operation carries data segments. */
  public boolean hasData() {
    return this == READ || this == WRITE || this == DRV_IN || this == DRV_OUT;
  }

  /** Returns whether this is a driver-private command, which bypasses the elevator. */
  public boolean isPassthrough() {
    return this == DRV_IN || this == DRV_OUT;
  }

  /**
   * Returns the operation of an operation-and-flags word.
   *
   * @throws IllegalArgumentException if the low byte is not the code of an operation
   */
  public static Operation of(int opAndFlags) {
    Operation operation = BY_CODE[opAndFlags & BioFlags.OPERATION_MASK];
    if (operation == null) {
      throw new IllegalArgumentException(
          "no operation has the code "
              + (opAndFlags & BioFlags.OPERATION_MASK)
              + "; expected one of 0, 1, 2, 3, 5, 9, 34, 35");
    }
    return operation;
  }
}
