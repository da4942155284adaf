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
 * Everything that a report says.
 *
 * @param setting under what it ran
 * @param workload what was to be done
 * @param entries what was done, in the order of the job file
 * @param timestamp when the report was made
 * @param zone the zone in which it writes times
 * @param elapsedNanos time from the beginning of the run to the end of its last job
 * @param interrupted whether somebody ended the run before its time
 * @param queues figures of the request queues at the end
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
   * Returns the seconds that the run took, as fio counts them for each job: completed seconds plus
   * one.
   */
  public long elapsedSeconds() {
    return elapsedNanos / 1_000_000_000 + 1;
  }

  /**
   * Sorts the outcomes of the jobs that have run into the entries of a report; jobs that never
   * began are left out.
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
