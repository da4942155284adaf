package io.elevator.cli.report;

import io.elevator.cli.job.Direction;
import io.elevator.cli.stats.DepthCounts;
import io.elevator.cli.stats.DirectionStats;
import io.elevator.cli.stats.JobStats;
import io.elevator.cli.stats.Latencies;
import io.elevator.cli.stats.LatencyBuckets;
import io.elevator.cli.stats.Moments;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The lines of one entry of the normal report, below its header. */
final class EntryText {
  private static final int BUCKETS_PER_LINE = 5;

  /** Characters of one percentile in its line, beside value and decimals. */
  private static final int PERCENTILE_WIDTH = 12;

  private static final int LINE_WIDTH = 80;

  /** Above so many KiB a second the samples are shown in MiB. */
  private static final double MEBIBYTES_FROM = 1024.0 * 1024;

  private final PrintWriter out;

  EntryText(PrintWriter out) {
    this.out = out;
  }

  /** Prints {@code entry}, one of {@code group}. */
  void print(ReportEntry entry, List<ReportEntry> group) {
    for (Direction direction : Direction.values()) {
      DirectionStats stats = entry.stats().of(direction);
      if (stats.issued() > 0) {
        direction(direction, stats, entry.spec().percentiles(), GroupTotals.of(group, direction));
      }
    }
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
  }

  private void direction(
      Direction direction, DirectionStats stats, List<Double> percentiles, GroupTotals group) {
    out.printf(
        Locale.ROOT,
        "  %s: IOPS=%s, BW=%s/s (%s/s)(%s/%dmsec)\n",
        direction.name().toLowerCase(Locale.ROOT),
        Figures.count((long) stats.iosPerSecond()),
        Figures.binary(stats.bytesPerSecond()),
        Figures.decimal(stats.bytesPerSecond()),
        Figures.binary(stats.bytes()),
        stats.runtimeMillis());
    latency("slat", stats.slat());
    latency("clat", stats.clat().moments());
    latency(" lat", stats.lat());
    percentiles(stats.clat(), percentiles);
    samples(stats, group);
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

  private void percentiles(Latencies clat, List<Double> percentiles) {
    if (clat.moments().count() == 0 || percentiles.isEmpty()) {
      return;
    }
    long[] values = percentiles.stream().mapToLong(clat::percentile).toArray();
    TimeScale scale = TimeScale.ofPercentiles(values[0], values[values.length - 1]);
    int width = Math.max(5, Long.toString(rounded(values[values.length - 1], scale)).length());
    int decimals = Percentiles.decimals(percentiles);
    String item = "%" + (decimals + 3) + "." + decimals + "fth=[%" + width + "d]";
    int perLine = Math.max(1, (LINE_WIDTH - 1) / (decimals + width + PERCENTILE_WIDTH));
    out.printf(Locale.ROOT, "    clat percentiles (%s):\n", scale.symbol());
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

  /** Percentage of the group's bandwidth, which the samples of a short run may seem to exceed. */
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
        "     issued rwts: total=%s,0 short=0,0,0,0 dropped=%s,0\n",
        perDirection(entry, DirectionStats::issued),
        perDirection(entry, DirectionStats::dropped));
    out.printf(
        Locale.ROOT,
        "     latency   : target=0, window=0, percentile=100.00%%, depth=%d\n",
        entry.spec().pace().depth());
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
