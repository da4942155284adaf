package io.elevator.workload.run;

import io.elevator.workload.job.Direction;
import java.util.List;

/**
 * Progress of a run at one instant.
 *
 * @param now time of the run's clock, in nanoseconds
 * @param letters one letter for each job, in order: fio's letter for a running job's mode, {@code
 *     P} before it starts, {@code f} while it ends, {@code _} when it has ended
 * @param running number of jobs that do I/O
 * @param fraction completed part of the run, from 0 to 1
 * @param etaNanos estimated time until the end in nanoseconds, −1 if unknown
 * @param ios number of I/Os done so far, by {@link Direction#index}
 * @param bytes number of bytes moved so far, by {@link Direction#index}
 */
public record ProgressSnapshot(
    long now,
    String letters,
    int running,
    double fraction,
    long etaNanos,
    List<Long> ios,
    List<Long> bytes) {
  /** Copies the lists, so that the snapshot is immutable. */
  public ProgressSnapshot {
    ios = List.copyOf(ios);
    bytes = List.copyOf(bytes);
  }
}
