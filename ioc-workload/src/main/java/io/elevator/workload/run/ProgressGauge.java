package io.elevator.workload.run;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.job.PaceSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Estimator of the progress of a run, from the counters and stages of its jobs. */
final class ProgressGauge {
  private ProgressGauge() {}

  /**
   * Returns the progress of a run.
   *
   * @param workload jobs of the run
   * @param phase number of the current phase, −1 before the first
   * @param runners jobs of the current phase
   * @param now time of the run's clock, in nanoseconds
   */
  static ProgressSnapshot read(JobSet workload, int phase, List<JobRunner> runners, long now) {
    Map<Integer, JobRunner> byJob = new HashMap<>();
    runners.forEach(runner -> byJob.put(runner.job().index(), runner));
    StringBuilder letters = new StringBuilder();
    for (Job job : workload.jobs()) {
      JobRunner runner = byJob.get(job.index());
      letters.append(runner == null ? (job.phase() < phase ? '_' : 'P') : letter(runner));
    }
    int running = 0;
    double least = 1;
    long eta = 0;
    Long[] ios = {0L, 0L, 0L};
    Long[] bytes = {0L, 0L, 0L};
    for (JobRunner runner : runners) {
      JobRunner.Stage stage = runner.stage();
      if (stage == JobRunner.Stage.RUNNING || stage == JobRunner.Stage.DRAINING) {
        running++;
      }
      double done = fraction(runner, stage, now);
      least = Math.min(least, done);
      eta = later(eta, eta(runner, stage, done, now));
      for (Direction direction : Direction.values()) {
        ios[direction.index()] += runner.counters().ios(direction);
        bytes[direction.index()] += runner.counters().bytes(direction);
      }
    }
    for (int next = phase + 1; next < workload.phases(); next++) {
      eta = sum(eta, limit(workload.phase(next)));
    }
    double fraction = phase < 0 ? 0 : (phase + least) / workload.phases();
    return new ProgressSnapshot(
        now, letters.toString(), running, fraction, eta, List.of(ios), List.of(bytes));
  }

  private static char letter(JobRunner runner) {
    return switch (runner.stage()) {
      case WAITING -> 'P';
      case RUNNING -> runner.job().spec().access().mode().letter();
      case DRAINING -> 'f';
      case ENDED -> '_';
    };
  }

  /**
   * Returns the completed fraction of a job, from 0 to 1. Either time or bytes end a job, so the
   * larger fraction counts.
   */
  private static double fraction(JobRunner runner, JobRunner.Stage stage, long now) {
    return switch (stage) {
      case WAITING -> 0;
      case DRAINING, ENDED -> 1;
      case RUNNING -> {
        long runtime = runner.job().spec().pace().runtimeNanos();
        double byTime = runtime == 0 ? 0 : (double) (now - runner.startedNanos()) / runtime;
        long all = runner.totalBytes();
        double byBytes = 0;
        if (all != Long.MAX_VALUE) {
          for (Direction direction : Direction.values()) {
            byBytes += (double) runner.counters().bytes(direction) / all;
          }
        }
        yield Math.min(1, Math.max(byTime, byBytes));
      }
    };
  }

  private static long eta(JobRunner runner, JobRunner.Stage stage, double done, long now) {
    return switch (stage) {
      case WAITING -> limit(List.of(runner.job()));
      case DRAINING, ENDED -> 0;
      case RUNNING -> done <= 0 ? -1 : (long) ((now - runner.startedNanos()) * (1 - done) / done);
    };
  }

  /**
   * Returns the longest time that jobs which run at the same time can take, in nanoseconds; −1 if a
   * job has no runtime limit.
   */
  private static long limit(List<Job> jobs) {
    long limit = 0;
    for (Job job : jobs) {
      PaceSpec pace = job.spec().pace();
      limit =
          later(
              limit,
              pace.runtimeNanos() == 0 ? -1 : pace.startDelayMaxNanos() + pace.runtimeNanos());
    }
    return limit;
  }

  private static long later(long a, long b) {
    return a < 0 || b < 0 ? -1 : Math.max(a, b);
  }

  private static long sum(long a, long b) {
    return a < 0 || b < 0 ? -1 : a + b;
  }
}
