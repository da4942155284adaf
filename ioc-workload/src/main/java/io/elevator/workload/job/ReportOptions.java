package io.elevator.workload.job;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.elevator.workload.job.ReportSpec.Unified;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options for the measurements, report and logs of a job. */
final class ReportOptions {
  private static final int MAX_PERCENTILES = 20;
  private static final Map<String, Unified> UNIFIED = unified();

  static final List<JobOption> ALL =
      List.of(
          JobOption.bare("group_reporting", (s, v) -> s.report.grouped = v.flag()),
          JobOption.of("percentile_list", ReportOptions::setPercentiles),
          JobOption.of("slat_percentiles", (s, v) -> s.report.slatPercentiles = v.bool()),
          JobOption.of("clat_percentiles", (s, v) -> s.report.clatPercentiles = v.bool()),
          JobOption.of("lat_percentiles", (s, v) -> s.report.latPercentiles = v.bool()),
          JobOption.of("disable_slat", (s, v) -> s.report.slat = !v.bool()),
          JobOption.of("disable_clat", (s, v) -> s.report.clat = !v.bool()),
          JobOption.of("disable_lat", (s, v) -> s.report.lat = !v.bool()),
          // fio 3.33 samples the rates even with this option.
          JobOption.of("disable_bw_measurement", "disable_bw", (s, v) -> v.bool()),
          JobOption.of("gtod_reduce", ReportOptions::reduce),
          JobOption.of(
              "unified_rw_reporting", (s, v) -> s.report.unified = v.oneOf(v.text(), UNIFIED)),
          JobOption.of("disk_util", (s, v) -> s.report.diskUtil = v.bool()),
          JobOption.of(
              "bwavgtime",
              (s, v) -> s.report.bandwidthNanos = MILLISECONDS.toNanos(v.number(1, 1 << 30))),
          JobOption.of(
              "iopsavgtime",
              (s, v) -> s.report.iopsNanos = MILLISECONDS.toNanos(v.number(1, 1 << 30))),
          JobOption.of("significant_figures", (s, v) -> s.report.significant = v.number(1, 10)),
          JobOption.bare("write_bw_log", (s, v) -> s.report.bandwidthLog = prefix(v)),
          JobOption.bare("write_lat_log", (s, v) -> s.report.latencyLog = prefix(v)),
          JobOption.bare("write_iops_log", (s, v) -> s.report.iopsLog = prefix(v)),
          JobOption.of("write_iolog", (s, v) -> s.report.ioLog = v.text()),
          JobOption.of(
              "log_avg_msec",
              (s, v) -> s.report.windowNanos = MILLISECONDS.toNanos(v.number(0, 1 << 30))),
          JobOption.of("log_max_value", (s, v) -> s.report.logMax = v.bool()),
          JobOption.of("log_offset", (s, v) -> s.report.logOffsets = v.bool()),
          JobOption.of("log_prio", (s, v) -> s.report.logPriorities = v.bool()),
          JobOption.of("log_unix_epoch", (s, v) -> s.report.unixEpoch = v.bool()),
          JobOption.of("log_entries", (s, v) -> v.number(0)),
          JobOption.of("per_job_logs", (s, v) -> s.report.perJobLogs = v.bool()));

  private ReportOptions() {}

  private static Map<String, Unified> unified() {
    Map<String, Unified> choices = new LinkedHashMap<>();
    choices.put("none", Unified.NONE);
    choices.put("mixed", Unified.MIXED);
    choices.put("both", Unified.BOTH);
    choices.put("0", Unified.NONE);
    choices.put("1", Unified.MIXED);
    choices.put("2", Unified.BOTH);
    return choices;
  }

  /**
   * Returns the prefix of a log. Without a value it stands for the job's name, which a later option
   * may still change.
   */
  private static String prefix(OptionValue v) {
    return v.assignment().value() == null ? ReportSettings.JOB_NAME : v.text();
  }

  private static void reduce(JobSettings s, OptionValue v) {
    boolean measured = !v.bool();
    s.report.slat = measured;
    s.report.clat = measured;
    s.report.lat = measured;
  }

  private static void setPercentiles(JobSettings s, OptionValue v) {
    List<Double> percentiles = new ArrayList<>();
    for (String word : v.text().split(":", -1)) {
      double percentile;
      try {
        percentile = Double.parseDouble(word);
      } catch (NumberFormatException e) {
        throw v.error("'" + word + "' is not a number; expected percentiles such as 50:99:99.9");
      }
      if (!(percentile > 0 && percentile <= 100)) {
        throw v.error("'" + word + "' is out of range; expected more than 0, at most 100");
      }
      percentiles.add(percentile);
    }
    if (percentiles.size() > MAX_PERCENTILES) {
      throw v.error("more than " + MAX_PERCENTILES + " percentiles");
    }
    s.report.percentiles = percentiles.stream().sorted().toList();
  }
}
