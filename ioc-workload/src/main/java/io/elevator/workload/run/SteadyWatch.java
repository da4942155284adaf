package io.elevator.workload.run;

import io.elevator.workload.job.ControlSpec.SteadyState;
import io.elevator.workload.job.Direction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Detects when jobs that are reported together have become steady (fio's {@code steadystate}):
 * takes a value each second and judges the latest ones. Used by the sampler, and by the thread that
 * writes the report after the run has ended.
 */
final class SteadyWatch {
  private static final long INTERVAL_NANOS = 1_000_000_000;

  private final SteadyState spec;
  private final List<JobRunner> runners;
  private final int size;
  private final Deque<long[]> window = new ArrayDeque<>();
  private long begun = Long.MIN_VALUE;
  private long nextNanos;
  private long lastIos;
  private long lastBytes;
  private long lastNanos;
  private boolean attained;
  private double slope;
  private double deviation;
  private double criterion;

  SteadyWatch(SteadyState spec, List<JobRunner> runners) {
    this.spec = spec;
    this.runners = List.copyOf(runners);
    this.size = (int) Math.max(1, spec.durationNanos() / INTERVAL_NANOS);
  }

  /**
   * Takes the rate of this second if it is due, and stops the jobs when they have become steady.
   */
  void look(long now) {
    if (attained || runners.stream().noneMatch(r -> r.stage() == JobRunner.Stage.RUNNING)) {
      return;
    }
    if (begun == Long.MIN_VALUE) {
      begun = now;
      nextNanos = now + spec.rampNanos();
    }
    if (now < nextNanos) {
      return;
    }
    nextNanos = now + INTERVAL_NANOS;
    long ios = 0;
    long bytes = 0;
    for (JobRunner runner : runners) {
      for (Direction direction : Direction.values()) {
        ios += runner.counters().ios(direction);
        bytes += runner.counters().bytes(direction);
      }
    }
    if (lastNanos != 0) {
      double seconds = (now - lastNanos) / 1e9;
      window.addLast(
          new long[] {
            Math.round((ios - lastIos) / seconds), Math.round((bytes - lastBytes) / seconds)
          });
      if (window.size() > size) {
        window.removeFirst();
      }
    }
    lastIos = ios;
    lastBytes = bytes;
    lastNanos = now;
    if (window.size() == size && judge()) {
      attained = true;
      runners.forEach(JobRunner::stop);
    }
  }

  private boolean judge() {
    int index = spec.criterion().bandwidth() ? 1 : 0;
    double mean = window.stream().mapToLong(each -> each[index]).average().orElse(0);
    double sumXy = 0;
    double sumXx = 0;
    double middle = (size - 1) / 2.0;
    int x = 0;
    deviation = 0;
    for (long[] each : window) {
      sumXy += (x - middle) * (each[index] - mean);
      sumXx += (x - middle) * (x - middle);
      deviation = Math.max(deviation, Math.abs(each[index] - mean));
      x++;
    }
    slope = sumXx == 0 ? 0 : sumXy / sumXx;
    double judged = spec.criterion().slope() ? Math.abs(slope) : deviation;
    criterion = spec.percent() ? (mean == 0 ? 0 : 100 * judged / mean) : judged;
    return criterion < spec.limit() || (criterion == 0 && spec.limit() == 0);
  }

  /** Returns the result of the steady-state detection. */
  SteadyOutcome outcome() {
    List<Long> ios = new ArrayList<>();
    List<Long> bytes = new ArrayList<>();
    for (long[] each : window) {
      ios.add(each[0]);
      bytes.add(each[1]);
    }
    return new SteadyOutcome(spec, attained, criterion, deviation, slope, ios, bytes);
  }
}
