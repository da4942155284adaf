package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * What a bio or request does. The code is the low byte of the operation-and-flags word ({@link
 * BioFlags}); an odd code transfers towards the device. Source: Linux 6.1 {@code enum req_op}.
 */
public enum Operation {
  /** Transfers data from the device. */
  READ(0),
  /** Transfers data to the device. */
  WRITE(1),
  /** Writes the volatile cache out. Made by the queue's flush machine only; refused in a bio. */
  FLUSH(2),
  /** Tells the device that the sectors' contents are no longer wanted. */
  DISCARD(3),
  /** Discards so that the contents cannot be recovered. */
  SECURE_ERASE(5),
  /** Makes the sectors read as zeroes. */
  WRITE_ZEROES(9),
  /** A command private to the driver that reads. */
  DRV_IN(34),
  /** A command private to the driver that writes. */
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

  /** Returns the 8-bit code. */
  public int code() {
    return code;
  }

  /** Whether data or intent flows towards the device: the code is odd. */
  public boolean isWriteDirection() {
    return (code & 1) != 0;
  }

  /** Whether a bio of this operation carries data segments. */
  public boolean hasData() {
    return this == READ || this == WRITE || this == DRV_IN || this == DRV_OUT;
  }

  /** Whether this is a driver-private command, which passes every elevator by. */
  public boolean isPassthrough() {
    return this == DRV_IN || this == DRV_OUT;
  }

  /**
   * Returns the operation of an operation-and-flags word.
   *
   * @throws IllegalArgumentException if the low byte is no operation's code
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
