package io.elevator.workload;

/** The operations of a job and the order of its offsets: the job option {@code rw}. */
public enum Access {
  /** Reads blocks sequentially. */
  READ("read"),
  /** Writes blocks sequentially. */
  WRITE("write"),
  /** Trims blocks sequentially. */
  TRIM("trim"),
  /** Reads blocks in random order. */
  RANDOM_READ("randread"),
  /** Writes blocks in random order. */
  RANDOM_WRITE("randwrite"),
  /** Trims blocks in random order. */
  RANDOM_TRIM("randtrim"),
  /** Reads and writes blocks sequentially; {@code rwmixread} sets the share of reads. */
  READ_WRITE("rw"),
  /** Reads and writes blocks in random order; {@code rwmixread} sets the share of reads. */
  RANDOM_READ_WRITE("randrw");

  private final String optionValue;

  Access(String optionValue) {
    this.optionValue = optionValue;
  }

  /** Returns the value of the option {@code rw}. */
  String optionValue() {
    return optionValue;
  }
}
