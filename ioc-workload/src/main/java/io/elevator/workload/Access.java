package io.elevator.workload;

/** The operations of a job and the order of its offsets: the job option {@code rw}. */
public enum Access {
  /** READ: reads blocks sequentially. */
  READ("read"),
  /** WRITE: writes blocks sequentially. */
  WRITE("write"),
  /** TRIM: trims blocks sequentially. */
  TRIM("trim"),
  /** RANDOM_READ: reads blocks in random order. */
  RANDOM_READ("randread"),
  /** RANDOM_WRITE: writes blocks in random order. */
  RANDOM_WRITE("randwrite"),
  /** RANDOM_TRIM: trims blocks in random order. */
  RANDOM_TRIM("randtrim"),
  /**
   * READ_WRITE: reads and writes blocks sequentially; {@code rwmixread} sets the share of reads.
   */
  READ_WRITE("rw"),
  /**
   * RANDOM_READ_WRITE: reads and writes blocks in random order; {@code rwmixread} sets the share of
   * reads.
   */
  RANDOM_READ_WRITE("randrw");

  private final String optionValue;

  Access(String optionValue) {
    this.optionValue = optionValue;
  }

  /** Returns the value of the job option {@code rw} for this access, such as {@code randread}. */
  String optionValue() {
    return optionValue;
  }
}
