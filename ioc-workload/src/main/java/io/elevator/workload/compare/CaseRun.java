package io.elevator.workload.compare;

import java.util.List;

/**
 * One run of one case.
 *
 * @param round from 0
 * @param seed of everything that was drawn
 * @param elevator that was in use
 * @param driver that was in use
 * @param virtual whether time was simulated
 * @param cpuNanos processor time of the process, −1 when it says nothing about the case
 * @param tasks in the order of the job file
 * @param notes what a reader should know
 * @param failed whether an I/O ended with an error
 * @param decisions of the elevator
 * @param timeline when they were taken, {@link DecisionTimeline#NONE} if nobody listened
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

  /** I/Os of all tasks. */
  public long ios() {
    return tasks.stream().mapToLong(task -> task.track().ios()).sum();
  }

  /** Bytes of all tasks. */
  public long bytes() {
    return tasks.stream().mapToLong(task -> task.track().bytes()).sum();
  }

  /** The longest runtime among the tasks. */
  public long runtimeNanos() {
    return tasks.stream().mapToLong(TaskRun::runtimeNanos).max().orElse(0);
  }
}
