package io.elevator.cli.job;

/** What an I/O does with the data, in the order in which fio's reports list it. */
public enum Direction {
  READ,
  WRITE,
  TRIM
}
