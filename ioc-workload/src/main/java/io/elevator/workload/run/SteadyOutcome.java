package io.elevator.workload.run;

import io.elevator.workload.job.ControlSpec.SteadyState;
import java.util.List;

/**
 * Result of a job's steady-state detection.
 *
 * @param spec target of the detection
 * @param attained whether the job reached the steady state
 * @param criterion value that was compared with the limit
 * @param deviation greatest distance from the mean
 * @param slope slope of a line fitted to the values, per second
 * @param iops values of the last window, one for each second, in I/Os per second
 * @param bytes values of the last window, one for each second, in bytes per second
 */
public record SteadyOutcome(
    SteadyState spec,
    boolean attained,
    double criterion,
    double deviation,
    double slope,
    List<Long> iops,
    List<Long> bytes) {
  /** Copies the lists, so that the outcome is immutable. */
  public SteadyOutcome {
    iops = List.copyOf(iops);
    bytes = List.copyOf(bytes);
  }
}
