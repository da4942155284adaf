package io.elevator.workload;

import io.elevator.workload.session.RunReport;
import io.elevator.workload.session.RunResult;
import java.time.Duration;
import java.util.List;

/**
 * Figures of one run of a workload.
 *
 * @param jobs figures of the jobs that began, in the order of the jobs
 * @param elapsed time from the start of the first job to the end of the last one
 * @param cancelled whether {@link WorkloadRun#cancel} ended the run early
 * @param failed whether an I/O ended with an error, or a plugin broke its contract
 * @param notes notes on the run, one line each
 * @param errors messages about I/O errors and broken contracts in the order of their occurrence,
 *     one line each
 */
public record WorkloadResult(
    List<JobResult> jobs,
    Duration elapsed,
    boolean cancelled,
    boolean failed,
    List<String> notes,
    List<String> errors) {
  /** Copies the lists, so that the result is immutable. */
  public WorkloadResult {
    jobs = List.copyOf(jobs);
    notes = List.copyOf(notes);
    errors = List.copyOf(errors);
  }

  static WorkloadResult of(RunResult result, List<String> errors) {
    RunReport report = result.report();
    return report == null
        ? new WorkloadResult(
            List.of(), Duration.ZERO, result.interrupted(), result.failed(), List.of(), errors)
        : new WorkloadResult(
            report.entries().stream().map(JobResult::of).toList(),
            Duration.ofNanos(report.elapsedNanos()),
            result.interrupted(),
            result.failed(),
            report.workload().notes(),
            errors);
  }

  /**
   * Returns the figures of the first job named {@code name}.
   *
   * @throws IllegalArgumentException if no job of that name began
   */
  public JobResult job(String name) {
    return jobs.stream()
        .filter(job -> job.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no job '"
                    + name
                    + "' began; expected one of "
                    + jobs.stream().map(JobResult::name).toList()));
  }
}
