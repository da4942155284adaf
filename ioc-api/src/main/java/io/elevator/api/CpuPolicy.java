package io.elevator.api;

/**
 * The CPU scheduling policy of a task. It determines the I/O priority class of a task that has set
 * no I/O priority. Source: Linux 6.1 {@code task_nice_ioclass}.
 */
public enum CpuPolicy {
  /** Ordinary time sharing. */
  OTHER(PriorityClass.BEST_EFFORT),
  /** Batch work. */
  BATCH(PriorityClass.BEST_EFFORT),
  /** Runs only when no other task is runnable. */
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
