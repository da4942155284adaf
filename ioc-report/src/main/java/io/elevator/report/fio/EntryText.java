package io.elevator.report.fio;

import io.elevator.api.IoPriority;
import io.elevator.workload.job.ControlSpec.LatencyTarget;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.job.ReportSpec;
import io.elevator.workload.run.ProcessUsage;
import io.elevator.workload.run.SteadyOutcome;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.stats.DepthCounts;
import io.elevator.workload.stats.DirectionStats;
import io.elevator.workload.stats.JobStats;
import io.elevator.workload.stats.Latencies;
import io.elevator.workload.stats.LatencyBuckets;
import io.elevator.workload.stats.Moments;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writer of the lines of one entry of the normal report, below the header of the entry. */
final class EntryText {
  private static final int BUCKETS_PER_LINE = 5;

  /** Width that one percentile takes in its line, in characters, without its value and decimals. */
  private static final int PERCENTILE_WIDTH = 12;

  private static final int LINE_WIDTH = 80;

  /** Bandwidth in KiB per second from which the samples are shown in MiB. */
  private static final double MEBIBYTES_FROM = 1024.0 * 1024;

  private final PrintWriter out;

  EntryText(PrintWriter out) {
    this.out = out;
  }

  /**
   * Prints the lines of an entry.
   *
   * @param entry entry to print
   * @param group all entries of the group that it belongs to
   */
  void print(ReportEntry entry, List<ReportEntry> group) {
    for (DirectionView view : DirectionView.of(entry.spec().report().unified())) {
      DirectionStats stats = view.of().apply(entry);
      if (stats.issued() > 0) {
        direction(view.name(), stats, entry.spec(), GroupTotals.of(group, view));
      }
    }
    syncs(entry);
    buckets(entry.stats().latencies());
    ProcessUsage usage = entry.usage();
    out.printf(
        Locale.ROOT,
        "  cpu          : usr=%.2f%%, sys=%.2f%%, ctx=%d, majf=%d, minf=%d\n",
        usage.userPercent(),
        usage.systemPercent(),
        usage.contextSwitches(),
        usage.majorFaults(),
        usage.minorFaults());
    depths(entry);
    SteadyOutcome steady = entry.steady();
    if (steady != null) {
      steady(steady);
    }
  }

  private void direction(String name, DirectionStats stats, JobSpec spec, GroupTotals group) {
    int digits = spec.report().significant();
    out.printf(
        Locale.ROOT,
        "  %s: IOPS=%s, BW=%s/s (%s/s)(%s/%dmsec)\n",
        name,
        Figures.count((long) stats.iosPerSecond(), digits),
        Figures.binary(stats.bytesPerSecond(), digits),
        Figures.decimal(stats.bytesPerSecond(), digits),
        Figures.binary(stats.bytes(), digits),
        stats.runtimeMillis());
    latency("slat", stats.slat().moments());
    latency("clat", stats.clat().moments());
    latency(" lat", stats.lat().moments());
    ReportSpec report = spec.report();
    List<Double> percentiles = spec.percentiles();
    percentiles("slat", stats.slat(), report.slatPercentiles() ? percentiles : List.of());
    percentiles("clat", stats.clat(), report.clatPercentiles() ? percentiles : List.of());
    percentiles("lat", stats.lat(), report.latPercentiles() ? percentiles : List.of());
    stats
        .priorities()
        .forEach((value, latencies) -> {
          IoPriority priority = IoPriority.of(value);
          percentiles(
              String.format(
                  Locale.ROOT,
                  "%s prio %d/%d",
                  report.latPercentiles() ? "lat" : "clat",
                  priority.priorityClass().number(),
                  priority.level()),
              latencies,
              percentiles);
        });
    samples(stats, group);
  }

  private void syncs(ReportEntry entry) {
    Latencies syncs = entry.stats().syncs();
    if (syncs.moments().count() > 0) {
      out.print("  fsync/fdatasync/sync_file_range:\n");
      latency("sync", syncs.moments());
      percentiles("sync", syncs, entry.spec().percentiles());
    }
  }

  private void steady(SteadyOutcome steady) {
    double mean =
        (steady.spec().criterion().bandwidth() ? steady.bytes() : steady.iops())
            .stream().mapToLong(Long::longValue).average().orElse(0);
    out.printf(
        Locale.ROOT,
        "  steadystate  : attained=%s, mean=%s, %s %s=%.3f%s\n",
        steady.attained() ? "yes" : "no",
        Figures.count((long) mean),
        steady.spec().criterion().bandwidth() ? "bw" : "iops",
        steady.spec().criterion().slope() ? "slope" : "mean dev",
        steady.criterion(),
        steady.spec().percent() ? "%" : "");
  }

  private void latency(String name, Moments moments) {
    if (moments.count() == 0) {
      return;
    }
    TimeScale scale = TimeScale.of(moments);
    out.printf(
        Locale.ROOT,
        "    %s (%s): min=%s, max=%s, avg=%s, stdev=%s\n",
        name,
        scale.symbol(),
        Figures.latency(moments.min() / scale.nanos()),
        Figures.latency(moments.max() / scale.nanos()),
        Figures.padded(moments.mean() / scale.nanos()),
        Figures.padded(moments.deviation() / scale.nanos()));
  }

  private void percentiles(String name, Latencies clat, List<Double> percentiles) {
    if (clat.moments().count() == 0 || percentiles.isEmpty()) {
      return;
    }
    long[] values = percentiles.stream().mapToLong(clat::percentile).toArray();
    TimeScale scale = TimeScale.ofPercentiles(values[0], values[values.length - 1]);
    int width = Math.max(5, Long.toString(rounded(values[values.length - 1], scale)).length());
    int decimals = Percentiles.decimals(percentiles);
    String item = "%" + (decimals + 3) + "." + decimals + "fth=[%" + width + "d]";
    int perLine = Math.max(1, (LINE_WIDTH - 1) / (decimals + width + PERCENTILE_WIDTH));
    out.printf(Locale.ROOT, "    %s percentiles (%s):\n", name, scale.symbol());
    for (int from = 0; from < values.length; from += perLine) {
      int end = Math.min(from + perLine, values.length);
      String row =
          IntStream.range(from, end)
              .mapToObj(i ->
                  String.format(Locale.ROOT, item, percentiles.get(i), rounded(values[i], scale)))
              .collect(Collectors.joining(", "));
      out.printf(Locale.ROOT, "     | %s%s\n", row, end < values.length ? "," : "");
    }
  }

  private static long rounded(long nanos, TimeScale scale) {
    return (nanos + scale.nanos() / 2) / scale.nanos();
  }

  private void samples(DirectionStats stats, GroupTotals group) {
    Moments bandwidth = stats.bandwidth();
    if (bandwidth.count() == 0) {
      return;
    }
    boolean mebibytes = bandwidth.mean() > MEBIBYTES_FROM;
    int divisor = mebibytes ? 1024 : 1;
    out.printf(
        Locale.ROOT,
        "   bw (%5s/s): min=%5d, max=%5d, per=%.2f%%, avg=%s, stdev=%s, samples=%d\n",
        mebibytes ? "MiB" : "KiB",
        bandwidth.min() / divisor,
        bandwidth.max() / divisor,
        share(bandwidth, group),
        Figures.padded(bandwidth.mean() / divisor),
        Figures.padded(bandwidth.deviation() / divisor),
        bandwidth.count());
    Moments rate = stats.rate();
    out.printf(
        Locale.ROOT,
        "   iops        : min=%5d, max=%5d, avg=%s, stdev=%s, samples=%d\n",
        rate.min(),
        rate.max(),
        Figures.padded(rate.mean()),
        Figures.padded(rate.deviation()),
        rate.count());
  }

  /**
   * Returns the share of a job's bandwidth in that of its group, in percent. The share is limited
   * to 100, because the samples of a short run may exceed the group's mean.
   */
  static double share(Moments bandwidth, GroupTotals group) {
    double all = group.bytesPerSecond() / 1024.0;
    return all == 0 ? 0 : Math.min(100, 100 * bandwidth.mean() / all);
  }

  private void buckets(LatencyBuckets latencies) {
    for (LatencyBuckets.Unit unit : LatencyBuckets.Unit.values()) {
      List<String> shown = new ArrayList<>();
      for (int i = 0; i < latencies.size(unit); i++) {
        double percent = latencies.percent(unit, i);
        if (percent > 0) {
          shown.add(latencies.label(unit, i) + "=" + Figures.percent(percent, 2));
        }
      }
      for (int from = 0; from < shown.size(); from += BUCKETS_PER_LINE) {
        int end = Math.min(from + BUCKETS_PER_LINE, shown.size());
        out.printf(
            Locale.ROOT,
            "  lat (%s)   : %s\n",
            unit.symbol(),
            String.join(", ", shown.subList(from, end)));
      }
    }
  }

  private void depths(ReportEntry entry) {
    JobStats stats = entry.stats();
    out.printf(Locale.ROOT, "  IO depths    : %s\n", columns(stats.depths()));
    out.printf(Locale.ROOT, "     submit    : %s\n", columns(stats.submits()));
    out.printf(Locale.ROOT, "     complete  : %s\n", columns(stats.completes()));
    out.printf(
        Locale.ROOT,
        "     issued rwts: total=%s,%d short=0,0,0,0 dropped=%s,0\n",
        perDirection(entry, DirectionStats::issued),
        stats.syncs().moments().count(),
        perDirection(entry, DirectionStats::dropped));
    if (!entry.spec().control().continueOn().isEmpty()) {
      out.printf(
          Locale.ROOT,
          "     errors    : total=%d, first_error=%d\n",
          stats.errors(),
          stats.firstError());
    }
    LatencyTarget target = entry.spec().control().target();
    out.printf(
        Locale.ROOT,
        "     latency   : target=%d, window=%d, percentile=%.2f%%, depth=%d\n",
        target == null ? 0 : target.nanos() / 1_000,
        target == null ? 0 : target.windowNanos() / 1_000,
        target == null ? 100 : target.percentile(),
        entry.depth());
  }

  private static String columns(DepthCounts counts) {
    return IntStream.range(0, DepthCounts.SIZE)
        .mapToObj(i -> counts.columns().label(i) + "=" + Figures.percent(counts.percent(i), 1))
        .collect(Collectors.joining(", "));
  }

  private static String perDirection(ReportEntry entry, ToLongFunction<DirectionStats> figure) {
    return Stream.of(Direction.values())
        .map(direction -> Long.toString(figure.applyAsLong(entry.stats().of(direction))))
        .collect(Collectors.joining(","));
  }
}
