package io.elevator.report.fio;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.ReportSpec;
import io.elevator.workload.run.ProcessUsage;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.session.RunReport;
import io.elevator.workload.stats.DepthCounts;
import io.elevator.workload.stats.DirectionStats;
import io.elevator.workload.stats.JobStats;
import io.elevator.workload.stats.Latencies;
import io.elevator.workload.stats.LatencyBuckets;
import io.elevator.workload.stats.LatencyBuckets.Unit;
import io.elevator.workload.stats.Moments;
import java.util.List;
import java.util.Locale;

/**
 * fio's terse report: one line for each entry with fields separated by semicolons, in the order
 * given in the chapter "Terse output" of fio's manual. Latencies are in microseconds, amounts in
 * KiB.
 */
public final class TerseReport {
  /** Version of the terse report that fio writes by default. */
  public static final int STANDARD = 3;

  /** Lowest supported version of the terse report. */
  public static final int LEAST = 2;

  /** Highest supported version of the terse report. */
  public static final int MOST = 5;

  /**
   * Number of percentiles in the fields of each direction. Percentiles that a job does not ask for
   * are written as 0.
   */
  private static final int PERCENTILES = 20;

  private static final double NANOS_PER_MICRO = 1000;

  private final StringBuilder out = new StringBuilder();
  private final RunReport report;
  private final int version;

  private TerseReport(RunReport report, int version) {
    this.report = report;
    this.version = version;
  }

  /**
   * Returns the terse report as text; each line ends with a line feed.
   *
   * @param report report to write
   * @param version version from {@link #LEAST} to {@link #MOST}: 2 has neither the version of the
   *     program nor the drives, and puts a description on its own line; 3 has no trims; 5 has
   *     samples of the I/Os per second
   */
  public static String text(RunReport report, int version) {
    TerseReport terse = new TerseReport(report, version);
    report.entries().forEach(terse::entry);
    return terse.out.toString();
  }

  private void entry(ReportEntry entry) {
    out.append(version);
    if (version > 2) {
      field("ioc-" + report.setting().version());
    }
    field(name(entry.spec().name()));
    field(entry.first().group());
    field(entry.errno());
    List<ReportEntry> group =
        report.entries().stream()
            .filter(other -> other.first().group() == entry.first().group())
            .toList();
    ReportSpec spec = entry.spec().report();
    DirectionView trims = DirectionView.EACH.get(Direction.TRIM.index());
    for (DirectionView view : DirectionView.of(spec.unified())) {
      if (version != 3 || view != trims) {
        direction(view.of().apply(entry), entry, GroupTotals.of(group, view));
      }
    }
    ProcessUsage usage = entry.usage();
    field("%f%%", usage.userPercent());
    field("%f%%", usage.systemPercent());
    field(usage.contextSwitches());
    field(usage.majorFaults());
    field(usage.minorFaults());
    JobStats stats = entry.stats();
    for (int i = 0; i < DepthCounts.SIZE; i++) {
      field(Figures.percent(stats.depths().percent(i), 1));
    }
    buckets(stats.latencies());
    if (version > 2) {
      disks();
    }
    if (!entry.spec().control().continueOn().isEmpty()) {
      field(stats.errors());
      field(stats.firstError());
    }
    String description = entry.spec().description();
    if (description != null) {
      out.append(version == 2 ? "\n" : "").append(';').append(description.replace("\n", "\\x0a"));
    }
    out.append('\n');
  }

  private void direction(DirectionStats stats, ReportEntry entry, GroupTotals group) {
    field(stats.bytes() >> 10);
    field(stats.bytesPerSecond() >> 10);
    field((long) stats.iosPerSecond());
    field(stats.runtimeMillis());
    latency(stats.slat().moments());
    latency(stats.clat().moments());
    percentiles(stats, entry);
    latency(stats.lat().moments());
    Moments bandwidth = stats.bandwidth();
    field(bandwidth.min());
    field(bandwidth.max());
    field("%f%%", EntryText.share(bandwidth, group));
    field("%f", bandwidth.mean());
    field("%f", bandwidth.deviation());
    if (version == 5) {
      field(bandwidth.count());
      Moments rate = stats.rate();
      field(rate.min());
      field(rate.max());
      field("%f", rate.mean());
      field("%f", rate.deviation());
      field(rate.count());
    }
  }

  private void latency(Moments nanos) {
    field(nanos.min() / 1000);
    field(nanos.max() / 1000);
    field("%f", nanos.mean() / NANOS_PER_MICRO);
    field("%f", nanos.deviation() / NANOS_PER_MICRO);
  }

  /**
   * Writes the percentiles of the total latency if the job asks for them, otherwise those of the
   * completion latency.
   */
  private void percentiles(DirectionStats stats, ReportEntry entry) {
    ReportSpec spec = entry.spec().report();
    Latencies latencies = spec.latPercentiles() ? stats.lat() : stats.clat();
    boolean wanted = spec.latPercentiles() || spec.clatPercentiles();
    List<Double> percentiles = wanted ? entry.spec().percentiles() : List.of();
    for (int i = 0; i < PERCENTILES; i++) {
      if (i < percentiles.size()) {
        double percentile = percentiles.get(i);
        boolean any = latencies.moments().count() > 0;
        long micros = any ? latencies.percentile(percentile) / 1000 : 0;
        field(Percentiles.key(percentile) + "%=" + micros);
      } else {
        field("0%=0");
      }
    }
  }

  /**
   * Writes the shares of the latency buckets. As in fio, all latencies below a microsecond count in
   * the first bucket.
   */
  private void buckets(LatencyBuckets latencies) {
    double below = 0;
    for (int i = 0; i < latencies.size(Unit.NANOS); i++) {
      below += latencies.percent(Unit.NANOS, i);
    }
    for (Unit unit : List.of(Unit.MICROS, Unit.MILLIS)) {
      for (int i = 0; i < latencies.size(unit); i++) {
        double more = unit == Unit.MICROS && i == 0 ? below : 0;
        field(Figures.percent(latencies.percent(unit, i) + more, 2));
      }
    }
  }

  private void disks() {
    if (report.entries().stream().noneMatch(entry -> entry.spec().report().diskUtil())) {
      return;
    }
    for (DiskUtilisation disk : DiskUtilisation.of(report)) {
      field(name(disk.name()));
      field(disk.readIos());
      field(disk.writeIos());
      field(disk.readMerges());
      field(disk.writeMerges());
      field(disk.readTicks());
      field(disk.writeTicks());
      field(disk.inQueue());
      field("%.2f%%", disk.util());
    }
  }

  /** Returns a name as one field: semicolons and line feeds are written as escapes. */
  private static String name(String name) {
    return name.replace(";", "\\x3b").replace("\n", "\\x0a");
  }

  private void field(String text) {
    out.append(';').append(text);
  }

  private void field(long number) {
    out.append(';').append(number);
  }

  private void field(String format, double number) {
    out.append(';').append(String.format(Locale.ROOT, format, number));
  }
}
