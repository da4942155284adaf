package io.elevator.workload;

/** The operations of a job and the order of its offsets: the job option {@code rw}. */
public enum Access {
  /** Reads one block after the other. */
  READ("read"),
  /** Writes one block after the other. */
  WRITE("write"),
  /** Trims one block after the other. */
  TRIM("trim"),
  /** Reads blocks in random order. */
  RANDOM_READ("randread"),
  /** Writes blocks in random order. */
  RANDOM_WRITE("randwrite"),
  /** Trims blocks in random order. */
  RANDOM_TRIM("randtrim"),
  /** Reads and writes one block after the other; {@code rwmixread} sets the share of reads. */
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
