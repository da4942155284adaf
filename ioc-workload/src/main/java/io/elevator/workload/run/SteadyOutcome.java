package io.elevator.workload.run;

import io.elevator.workload.job.ControlSpec.SteadyState;
import java.util.List;

/**
 * Whether a job became steady.
 *
 * @param spec what it was to become
 * @param attained whether it did
 * @param criterion the figure that was judged
 * @param deviation greatest distance from the mean
 * @param slope of a line through the figures, per second
 * @param iops the figures of the last window, a second each
 * @param bytes the same in bytes a second
 */
public record SteadyOutcome(
    SteadyState spec,
    boolean attained,
    double criterion,
    double deviation,
    double slope,
    List<Long> iops,
    List<Long> bytes) {
  /** Copies the lists. */
  public SteadyOutcome {
    iops = List.copyOf(iops);
    bytes = List.copyOf(bytes);
  }
}
