package io.elevator.workload.job;

/** What an I/O does with the data, in the order in which fio's reports list it. */
public enum Direction {
  READ(0),
  WRITE(1),
  TRIM(2);

  /** How many there are. */
  public static final int COUNT = 3;

  private final int index;

  Direction(int index) {
    this.index = index;
  }

  /** Its place in arrays that hold something for each direction. */
  public int index() {
    return index;
  }
}
