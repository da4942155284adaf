package io.elevator.workload.run;

import io.elevator.workload.job.ControlSpec.SteadyState;
import io.elevator.workload.job.Job;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Steady-state detection for the jobs of one phase that end when their rates are steady. Jobs of
 * one group that are reported together share a {@link SteadyWatch}.
 */
final class SteadyWatches {
  private final List<SteadyWatch> watches = new ArrayList<>();
  private final Map<Integer, SteadyWatch> byJob = new HashMap<>();

  /** Creates a watch for each job, or group of jobs, that has a steady-state target. */
  SteadyWatches(List<JobRunner> jobs) {
    Map<Integer, List<JobRunner>> groups = new LinkedHashMap<>();
    for (JobRunner runner : jobs) {
      Job job = runner.job();
      if (job.spec().control().steady() != null) {
        int key = job.spec().groupReporting() ? job.group() : -1 - job.index();
        groups.computeIfAbsent(key, group -> new ArrayList<>()).add(runner);
      }
    }
    for (List<JobRunner> members : groups.values()) {
      SteadyState spec = members.getFirst().job().spec().control().steady();
      if (spec != null) {
        SteadyWatch watch = new SteadyWatch(spec, members);
        watches.add(watch);
        members.forEach(member -> byJob.put(member.job().index(), watch));
      }
    }
  }

  /** Takes the rates that are due, and stops the jobs whose rates have become steady. */
  void look(long now) {
    watches.forEach(watch -> watch.look(now));
  }

  /**
   * Returns the steady-state result of the job number {@code index}, null if the job has no target.
   */
  @Nullable SteadyOutcome outcome(int index) {
    SteadyWatch watch = byJob.get(index);
    return watch == null ? null : watch.outcome();
  }
}
