package io.elevator.api;

/** The class of an I/O priority. Source: Linux 6.1 {@code ioprio.h}. */
public enum PriorityClass {
  /** No priority is set: class and level follow from the task's nice value and CPU policy. */
  NONE(0),
  /** Served before the other classes. */
  REALTIME(1),
  /** The class of ordinary I/O. */
  BEST_EFFORT(2),
  /** Served when no other class has requests. */
  IDLE(3);

  private static final PriorityClass[] VALUES = values();

  private final int number;

  PriorityClass(int number) {
    this.number = number;
  }

  /** Returns the class number, which bits 15 to 13 of an encoded priority hold: 0 to 3. */
  public int number() {
    return number;
  }

  /**
   * Returns whether this is real-time, best-effort or idle: a class that can be inherited and that
   * elevators act on.
   */
  public boolean isValid() {
    return this != NONE;
  }

  /**
   * Returns the class with a number.
   *
   * @throws IllegalArgumentException unless the number is 0 to 3
   */
  public static PriorityClass of(int number) {
    if (number < 0 || number >= VALUES.length) {
      throw new IllegalArgumentException(
          "no I/O priority class has the number " + number + "; expected 0..3");
    }
    return VALUES[number];
  }
}
