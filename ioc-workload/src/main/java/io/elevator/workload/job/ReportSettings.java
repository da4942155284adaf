package io.elevator.workload.job;

import io.elevator.workload.job.ReportSpec.Unified;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mutable settings for the report of one job, filled in by its options; the initial values are
 * fio's defaults.
 */
final class ReportSettings {
  /** Placeholder for the job's name in the prefix of a log; not a possible file name. */
  static final String JOB_NAME = "\0";

  private static final List<Double> DEFAULT_PERCENTILES =
      List.of(
          1.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 99.0, 99.5, 99.9,
          99.95, 99.99);

  boolean grouped;
  List<Double> percentiles = DEFAULT_PERCENTILES;
  boolean slatPercentiles;
  boolean clatPercentiles = true;
  boolean latPercentiles;
  boolean slat = true;
  boolean clat = true;
  boolean lat = true;
  Unified unified = Unified.NONE;
  boolean diskUtil = true;
  long bandwidthNanos = ReportSpec.DEFAULTS.bandwidthNanos();
  long iopsNanos = ReportSpec.DEFAULTS.iopsNanos();
  int significant = ReportSpec.DEFAULTS.significant();
  @Nullable String bandwidthLog;
  @Nullable String latencyLog;
  @Nullable String iopsLog;
  @Nullable String ioLog;
  long windowNanos;
  boolean logMax;
  boolean logOffsets;
  boolean logPriorities;
  boolean unixEpoch;
  boolean perJobLogs = true;

  ReportSpec spec(String jobName) {
    return new ReportSpec(
        slatPercentiles,
        clatPercentiles,
        latPercentiles,
        slat,
        clat,
        lat,
        unified,
        diskUtil,
        bandwidthLog == null || windowNanos == 0
            ? bandwidthNanos
            : Math.min(bandwidthNanos, windowNanos),
        iopsLog == null || windowNanos == 0 ? iopsNanos : Math.min(iopsNanos, windowNanos),
        significant,
        new LogSpec(
            named(bandwidthLog, jobName),
            named(latencyLog, jobName),
            named(iopsLog, jobName),
            ioLog,
            windowNanos,
            logMax,
            logOffsets,
            logPriorities,
            perJobLogs,
            unixEpoch));
  }

  private static @Nullable String named(@Nullable String prefix, String jobName) {
    return JOB_NAME.equals(prefix) ? jobName : prefix;
  }
}
