package io.elevator.workload.job;

import static io.elevator.workload.job.OptionType.anyOf;
import static io.elevator.workload.job.OptionType.atLeast;
import static io.elevator.workload.job.OptionType.bool;
import static io.elevator.workload.job.OptionType.choice;
import static io.elevator.workload.job.OptionType.flag;
import static io.elevator.workload.job.OptionType.milliseconds;
import static io.elevator.workload.job.OptionType.text;
import static io.elevator.workload.job.OptionType.whole;

import io.elevator.workload.job.ReportSpec.Unified;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Job options for the measurements, report and logs of a job. */
final class ReportOptions extends OptionGroup {
  private static final int MAX_PERCENTILES = 20;

  /**
   * Prefix of the name of a log whose option is given without a value; it stands for the job's
   * name.
   */
  private static final String JOB_NAME = "";

  private static final OptionType<String> LOG =
      new OptionType<>("prefix", true, (text, before) -> text.bare() ? JOB_NAME : text.text());

  final JobOption<Boolean> groupReporting =
      option("group_reporting", flag(), "0")
          .means("The report joins the job with the one before it in the same group, as in fio");
  final JobOption<List<Double>> percentileList =
      option(
              "percentile_list",
              OptionType.of("up to 20, with `:` between them", ReportOptions::percentiles),
              "1:5:10:20:30:40:50:60:70:80:90:95:99:99.5:99.9:99.95:99.99")
          .means("Percentiles of latency in the report");
  private final JobOption<Boolean> slatPercentiles =
      option("slat_percentiles", bool(), "0").means("1: percentiles of `slat`, as in fio");
  private final JobOption<Boolean> clatPercentiles =
      option("clat_percentiles", bool(), "1").means("1: percentiles of `clat`, as in fio");
  private final JobOption<Boolean> latPercentiles =
      option("lat_percentiles", bool(), "0").means("1: percentiles of `lat`, as in fio");
  private final JobOption<Boolean> disableSlat =
      option("disable_slat", bool(), "0")
          .means("As in fio, for the report and the logs; the queue still reads its clock");
  private final JobOption<Boolean> disableClat =
      option("disable_clat", bool(), "0").means("As `disable_slat`, for `clat`");
  private final JobOption<Boolean> disableLat =
      option("disable_lat", bool(), "0").means("As `disable_slat`, for `lat`");
  final JobOption<Boolean> gtodReduce =
      setting(List.of(disableSlat, disableClat, disableLat), "gtod_reduce", bool())
          .means("Sets `disable_slat`, `disable_clat` and `disable_lat`");
  private final JobOption<Unified> unifiedRwReporting =
      option(
              "unified_rw_reporting",
              choice(
                  "none mixed both 0 1 2",
                  Unified.NONE,
                  Unified.MIXED,
                  Unified.BOTH,
                  Unified.NONE,
                  Unified.MIXED,
                  Unified.BOTH),
              "none")
          .means("Figures of each direction, of all together, or both");
  private final JobOption<Boolean> diskUtil =
      option("disk_util", bool(), "1")
          .means("As in fio, of the queues; JSON has the list unless all jobs switch it off");
  private final JobOption<Long> bwavgtime =
      option("bwavgtime", milliseconds(1), "500")
          .means("Time between samples of the bandwidth, as in fio");
  private final JobOption<Long> iopsavgtime =
      option("iopsavgtime", milliseconds(1), "500")
          .means("Time between samples of the IOPS, as in fio");
  private final JobOption<Integer> significantFigures =
      option("significant_figures", whole(1, 10), "4")
          .means("Digits of amounts in the normal report");
  private final JobOption<String> writeBwLog =
      option("write_bw_log", LOG)
          .means(
              "Log of the bandwidth, as in fio; without a value the prefix is the job's name."
                  + " Whether the files can be written is checked before the run begins; they are"
                  + " written when it has ended");
  private final JobOption<String> writeLatLog =
      option("write_lat_log", LOG).means("Logs of the latencies, as `write_bw_log`");
  private final JobOption<String> writeIopsLog =
      option("write_iops_log", LOG).means("Log of the IOPS, as `write_bw_log`");
  private final JobOption<String> writeIolog =
      option("write_iolog", text())
          .means(
              "As in fio (version 3), for `ioc replay`. Jobs that name the same file share one log"
                  + " with one header and their I/Os in order of time; fio repeats the header for"
                  + " each job. A blank in a file's name is written as `_`");
  private final JobOption<Long> logAvgMsec =
      option("log_avg_msec", milliseconds(0), "0")
          .means("Time for each line of the logs; 0: a line for each I/O");
  private final JobOption<Boolean> logMaxValue =
      option("log_max_value", bool(), "0")
          .means("1: a line has the greatest value of its time instead of the mean");
  private final JobOption<Boolean> logOffset =
      option("log_offset", bool(), "0").means("1: lines have the offset of the I/O, as in fio");
  private final JobOption<Boolean> logPrio =
      option("log_prio", bool(), "0")
          .means("1: lines have the priority instead of whether it is high");
  private final JobOption<Boolean> logUnixEpoch =
      option("log_unix_epoch", bool(), "0")
          .means("1: times count from 1970 instead of the job's start");
  private final JobOption<Boolean> perJobLogs =
      option("per_job_logs", bool(), "1").means("1: each job has log files of its own, as in fio");

  ReportOptions() {
    super("Measuring and logs");
    withoutEffect(
        "disable_bw_measurement disable_bw",
        bool(),
        "fio 3.33 samples bandwidth and IOPS all the same, also with `gtod_reduce`");
    withoutEffect("log_entries", atLeast(0), "logs grow with the job");
    withoutEffect("unit_base", anyOf("0 8"), "reports give bytes");
  }

  private static List<Double> percentiles(OptionText text) {
    List<Double> percentiles = new ArrayList<>();
    for (String word : text.text().split(":", -1)) {
      double percentile;
      try {
        percentile = Double.parseDouble(word);
      } catch (NumberFormatException e) {
        throw text.error("'" + word + "' is not a number; expected percentiles such as 50:99:99.9");
      }
      if (!(percentile > 0 && percentile <= 100)) {
        throw text.error("'" + word + "' is out of range; expected more than 0, at most 100");
      }
      percentiles.add(percentile);
    }
    if (percentiles.size() > MAX_PERCENTILES) {
      throw text.error("more than " + MAX_PERCENTILES + " percentiles");
    }
    return percentiles.stream().sorted().toList();
  }

  ReportSpec spec(JobSettings job) {
    long window = job.get(logAvgMsec);
    return new ReportSpec(
        job.get(slatPercentiles),
        job.get(clatPercentiles),
        job.get(latPercentiles),
        !job.get(disableSlat),
        !job.get(disableClat),
        !job.get(disableLat),
        job.get(unifiedRwReporting),
        job.get(diskUtil),
        interval(job, bwavgtime, writeBwLog),
        interval(job, iopsavgtime, writeIopsLog),
        job.get(significantFigures),
        new LogSpec(
            prefix(job, writeBwLog),
            prefix(job, writeLatLog),
            prefix(job, writeIopsLog),
            job.find(writeIolog),
            window,
            job.get(logMaxValue),
            job.get(logOffset),
            job.get(logPrio),
            job.get(perJobLogs),
            job.get(logUnixEpoch)));
  }

  /** Returns the time between samples. It is at most the time that each line of a log covers. */
  private long interval(JobSettings job, JobOption<Long> sampling, JobOption<String> log) {
    long window = job.get(logAvgMsec);
    return job.find(log) == null || window == 0
        ? job.get(sampling)
        : Math.min(job.get(sampling), window);
  }

  private @Nullable String prefix(JobSettings job, JobOption<String> log) {
    String prefix = job.find(log);
    return JOB_NAME.equals(prefix) ? job.name() : prefix;
  }
}
