package io.elevator.api;

/**
 * How a task is scheduled on the CPU, from which its I/O priority follows when none was set.
 * Source: Linux 6.1 {@code task_nice_ioclass}.
 */
public enum CpuPolicy {
  /** Ordinary time sharing. */
  OTHER(PriorityClass.BEST_EFFORT),
  /** Batch work. */
  BATCH(PriorityClass.BEST_EFFORT),
  /** Runs when nobody else does. */
  IDLE(PriorityClass.IDLE),
  /** Real-time, first in first out. */
  FIFO(PriorityClass.REALTIME),
  /** Real-time, round robin. */
  ROUND_ROBIN(PriorityClass.REALTIME),
  /** Real-time, earliest deadline first. */
  DEADLINE(PriorityClass.REALTIME);

  private final PriorityClass ioClass;

  CpuPolicy(PriorityClass ioClass) {
    this.ioClass = ioClass;
  }

  /** Returns the I/O class of a task with this policy that has set no I/O priority. */
  public PriorityClass ioClass() {
    return ioClass;
  }
}
