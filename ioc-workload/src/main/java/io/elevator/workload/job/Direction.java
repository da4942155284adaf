package io.elevator.workload.job;

/** Operation of an I/O (read, write or trim), in the order of fio's reports. */
public enum Direction {
  READ(0),
  WRITE(1),
  TRIM(2);

  /** Number of directions: read, write and trim. */
  public static final int COUNT = 3;

  private final int index;

  Direction(int index) {
    this.index = index;
  }

  /**
   * Returns the index of this direction in arrays and lists with one element for each direction.
   */
  public int index() {
    return index;
  }
}
