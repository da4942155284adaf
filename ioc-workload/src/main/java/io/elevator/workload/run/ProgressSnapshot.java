package io.elevator.workload.run;

import io.elevator.workload.job.Direction;
import java.util.List;

/**
 * How far a run is.
 *
 * @param now the run's clock, nanoseconds
 * @param letters a letter for each job in order: fio's for what it does, {@code P} before, {@code
 *     f} while it ends, {@code _} after
 * @param running jobs that do I/O
 * @param fraction how much is done, 0 to 1
 * @param etaNanos until the end, −1 when unknown
 * @param ios done so far, by {@link Direction#index}
 * @param bytes moved so far, by {@link Direction#index}
 */
public record ProgressSnapshot(
    long now,
    String letters,
    int running,
    double fraction,
    long etaNanos,
    List<Long> ios,
    List<Long> bytes) {
  /** Copies the lists. */
  public ProgressSnapshot {
    ios = List.copyOf(ios);
    bytes = List.copyOf(bytes);
  }
}
