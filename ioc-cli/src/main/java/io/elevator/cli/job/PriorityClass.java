package io.elevator.cli.job;

/** The I/O priority classes of {@code ioprio_set(2)}, in the order of the numbers that {@code prioclass} takes. */
public enum PriorityClass {
  NONE,
  REALTIME,
  BEST_EFFORT,
  IDLE
}
