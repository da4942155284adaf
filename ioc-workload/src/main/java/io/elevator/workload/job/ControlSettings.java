package io.elevator.workload.job;

import io.elevator.workload.job.ControlSpec.Criterion;
import io.elevator.workload.job.ControlSpec.ErrorKind;
import io.elevator.workload.job.ControlSpec.ExitAll;
import io.elevator.workload.job.ControlSpec.LatencyTarget;
import io.elevator.workload.job.ControlSpec.SteadyState;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mutable settings for the relations and end conditions of one job, filled in by its options; the
 * initial values are fio's defaults.
 */
final class ControlSettings {
  @Nullable String waitFor;
  int flow;
  int flowId;
  long flowSleepNanos;
  boolean exitAll;
  ExitAll exitWhat = ExitAll.GROUP;
  boolean exitAllOnError;
  Set<ErrorKind> continueOn = Set.of();
  List<Set<Integer>> ignored = ControlSpec.NONE.ignored();
  boolean errorDump;
  List<Long> maxLatency = ControlSpec.NONE.maxLatencyNanos();
  long targetNanos;
  long windowNanos;
  double targetPercentile = 100;
  boolean keepsRunning;
  @Nullable Criterion criterion;
  double steadyLimit;
  boolean steadyPercent;
  long steadyNanos;
  long steadyRampNanos;

  /** Checks combinations of options. */
  void check(JobSettings job, List<String> notes) {
    if (targetNanos > 0 && windowNanos == 0) {
      throw job.error("latency_target", "it needs a latency_window");
    }
    if (criterion != null && steadyNanos == 0) {
      notes.add(job.name + ": steadystate has no effect without steadystate_duration");
    }
  }

  ControlSpec spec() {
    Criterion judged = criterion;
    return new ControlSpec(
        waitFor,
        flow,
        flowId,
        flowSleepNanos,
        exitAll ? exitWhat : ExitAll.NONE,
        exitAllOnError,
        continueOn,
        ignored,
        maxLatency,
        targetNanos == 0
            ? null
            : new LatencyTarget(targetNanos, windowNanos, targetPercentile, keepsRunning),
        judged == null || steadyNanos == 0
            ? null
            : new SteadyState(judged, steadyLimit, steadyPercent, steadyNanos, steadyRampNanos));
  }
}
