package io.elevator.workload.compare;

import java.util.List;

/**
 * One run of one case of a comparison.
 *
 * @param round number of the round, from 0
 * @param seed seed of all random numbers of the run
 * @param elevator name of the elevator that was used
 * @param driver name of the driver that was used
 * @param virtual whether time was simulated
 * @param cpuNanos processor time of the process in nanoseconds, −1 if it does not describe the case
 * @param tasks tasks in the order of the job file
 * @param notes notes for readers
 * @param failed whether an I/O ended with an error
 * @param decisions number of the elevator's decisions of each kind
 * @param timeline decisions over time, {@link DecisionTimeline#NONE} if they were not recorded
 */
public record CaseRun(
    int round,
    long seed,
    String elevator,
    String driver,
    boolean virtual,
    long cpuNanos,
    List<TaskRun> tasks,
    List<String> notes,
    boolean failed,
    DecisionCounts decisions,
    DecisionTimeline timeline) {
  public CaseRun {
    tasks = List.copyOf(tasks);
    notes = List.copyOf(notes);
  }

  /** Returns the number of I/Os of all tasks. */
  public long ios() {
    return tasks.stream().mapToLong(task -> task.track().ios()).sum();
  }

  /** Returns the number of bytes of all tasks. */
  public long bytes() {
    return tasks.stream().mapToLong(task -> task.track().bytes()).sum();
  }

  /** Returns the runtime of the task that ran longest, in nanoseconds. */
  public long runtimeNanos() {
    return tasks.stream().mapToLong(TaskRun::runtimeNanos).max().orElse(0);
  }
}
