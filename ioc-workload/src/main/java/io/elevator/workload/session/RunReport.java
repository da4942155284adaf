package io.elevator.workload.session;

import io.elevator.api.StatisticsNode;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.run.JobOutcome;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Content of the report on a run.
 *
 * @param setting circumstances of the run
 * @param workload jobs that were asked for
 * @param entries results, in the order of the job file
 * @param timestamp time at which the report was made
 * @param zone time zone of the report
 * @param elapsedNanos time from the beginning of the run to the end of its last job, in nanoseconds
 * @param interrupted whether the run was ended early
 * @param queues statistics of the request queues at the end
 */
public record RunReport(
    RunSetting setting,
    JobSet workload,
    List<ReportEntry> entries,
    Instant timestamp,
    ZoneId zone,
    long elapsedNanos,
    boolean interrupted,
    List<StatisticsNode> queues) {
  public RunReport {
    entries = List.copyOf(entries);
    queues = List.copyOf(queues);
  }

  /**
   * Returns the duration of the run in seconds, counted as fio does for each job: completed seconds
   * plus one.
   */
  public long elapsedSeconds() {
    return elapsedNanos / 1_000_000_000 + 1;
  }

  /**
   * Groups the outcomes of jobs into the entries of a report. Jobs that never began are omitted.
   */
  public static List<ReportEntry> entries(JobSet workload, List<JobOutcome> outcomes) {
    Map<Integer, JobOutcome> byIndex = new HashMap<>();
    outcomes.forEach(outcome -> byIndex.put(outcome.job().index(), outcome));
    List<ReportEntry> entries = new ArrayList<>();
    for (List<Job> jobs : workload.reportEntries()) {
      List<JobOutcome> ran = new ArrayList<>();
      for (Job job : jobs) {
        JobOutcome outcome = byIndex.get(job.index());
        if (outcome != null) {
          ran.add(outcome);
        }
      }
      if (!ran.isEmpty()) {
        entries.add(ReportEntry.of(ran));
      }
    }
    return entries;
  }
}
