package io.elevator.report.fio;

import io.elevator.api.IoPriority;
import io.elevator.workload.job.ControlSpec;
import io.elevator.workload.job.ControlSpec.LatencyTarget;
import io.elevator.workload.job.ControlSpec.SteadyState;
import io.elevator.workload.job.ReportSpec;
import io.elevator.workload.job.ReportSpec.Unified;
import io.elevator.workload.run.ProcessUsage;
import io.elevator.workload.run.SteadyOutcome;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.session.RunReport;
import io.elevator.workload.stats.DepthCounts;
import io.elevator.workload.stats.DirectionStats;
import io.elevator.workload.stats.JobStats;
import io.elevator.workload.stats.Latencies;
import io.elevator.workload.stats.LatencyBuckets;
import io.elevator.workload.stats.Moments;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON report with fio's keys, in the order of fio 3, so that scripts made for fio can read it.
 * Figures that fio does not have are in a separate object, {@code ioc}, at the end.
 */
public final class JsonReport {
  /** Format of the report's time: that of {@code ctime(3)}, with the day padded with a blank. */
  private static final DateTimeFormatter CTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

  /** Number of decimals of each number that has a decimal point, as in fio. */
  private static final int DECIMALS = 6;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonReport() {}

  /** Returns the JSON report as text that ends with a line feed. */
  public static String text(RunReport report) {
    return text(report, false);
  }

  /**
   * Returns the JSON report as text that ends with a line feed.
   *
   * @param report report to write
   * @param bins whether latencies with percentiles also have all values, each with its count (fio's
   *     {@code json+})
   */
  public static String text(RunReport report, boolean bins) {
    // Lines end with a line feed on every platform, because reports are compared byte for byte.
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    PrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    return JsonMapper.builder()
            .build()
            .writer()
            .with(printer)
            .writeValueAsString(tree(report, bins))
        + "\n";
  }

  /** Returns the JSON report as a tree. */
  public static ObjectNode tree(RunReport report) {
    return tree(report, false);
  }

  private static ObjectNode tree(RunReport report, boolean bins) {
    ObjectNode root = NODES.objectNode();
    root.put("fio version", "ioc-" + report.setting().version());
    root.put("timestamp", report.timestamp().getEpochSecond());
    root.put("timestamp_ms", report.timestamp().toEpochMilli());
    root.put("time", CTIME.format(ZonedDateTime.ofInstant(report.timestamp(), report.zone())));
    root.set("global options", options(report.workload().globalOptions()));
    ArrayNode jobs = root.putArray("jobs");
    for (ReportEntry entry : report.entries()) {
      jobs.add(job(entry, report, bins));
    }
    if (report.entries().stream().anyMatch(entry -> entry.spec().report().diskUtil())) {
      disks(root.putArray("disk_util"), report);
    }
    root.set("ioc", OwnFigures.tree(report));
    return root;
  }

  private static void disks(ArrayNode disks, RunReport report) {
    for (DiskUtilisation disk : DiskUtilisation.of(report)) {
      ObjectNode node = disks.addObject();
      node.put("name", disk.name());
      node.put("read_ios", disk.readIos());
      node.put("write_ios", disk.writeIos());
      node.put("read_merges", disk.readMerges());
      node.put("write_merges", disk.writeMerges());
      node.put("read_ticks", disk.readTicks());
      node.put("write_ticks", disk.writeTicks());
      node.put("in_queue", disk.inQueue());
      node.put("util", decimal(disk.util()));
    }
  }

  private static ObjectNode options(Map<String, String> options) {
    ObjectNode node = NODES.objectNode();
    options.forEach(node::put);
    return node;
  }

  private static ObjectNode job(ReportEntry entry, RunReport report, boolean bins) {
    JobStats stats = entry.stats();
    ObjectNode node = NODES.objectNode();
    node.put("jobname", entry.spec().name());
    node.put("groupid", entry.first().group());
    node.put("error", entry.errno());
    // The remaining time is 0, because the run has ended when a report is written.
    node.put("eta", 0);
    node.put("elapsed", report.elapsedSeconds());
    node.set(
        "job options", options(report.workload().sectionOptions().get(entry.first().section())));
    String description = entry.spec().description();
    if (description != null) {
      node.put("desc", description);
    }
    List<ReportEntry> group = group(entry, report);
    Unified unified = entry.spec().report().unified();
    for (DirectionView view : DirectionView.of(unified)) {
      if (unified == Unified.BOTH && view == DirectionView.MIXED) {
        node.set("sync", sync(entry));
      }
      DirectionStats figures = view.of().apply(entry);
      node.set(view.name(), direction(figures, entry, GroupTotals.of(group, view), bins));
    }
    if (unified == Unified.NONE) {
      node.set("sync", sync(entry));
    }
    node.put("job_runtime", stats.runtimeNanos() / 1_000_000);
    usage(node, entry.usage());
    node.set("iodepth_level", columns(stats.depths()));
    node.set("iodepth_submit", columns(stats.submits()));
    node.set("iodepth_complete", columns(stats.completes()));
    for (LatencyBuckets.Unit unit : LatencyBuckets.Unit.values()) {
      node.set(unit.key(), buckets(stats.latencies(), unit));
    }
    ControlSpec control = entry.spec().control();
    if (!control.continueOn().isEmpty()) {
      node.put("total_err", stats.errors());
      node.put("first_error", stats.firstError());
    }
    LatencyTarget target = control.target();
    node.put("latency_depth", entry.depth());
    node.put("latency_target", target == null ? 0 : target.nanos() / 1_000);
    node.put("latency_percentile", decimal(target == null ? 100 : target.percentile()));
    node.put("latency_window", target == null ? 0 : target.windowNanos() / 1_000);
    SteadyOutcome steady = entry.steady();
    if (steady != null) {
      node.set("steadystate", steady(steady));
    }
    return node;
  }

  private static ObjectNode steady(SteadyOutcome steady) {
    ObjectNode node = NODES.objectNode();
    SteadyState spec = steady.spec();
    String unit = spec.percent() ? "%" : "";
    node.put(
        "ss",
        String.format(Locale.ROOT, "%s:%f%s", spec.criterion().fioName(), spec.limit(), unit));
    node.put("duration", spec.durationNanos() / 1_000_000_000);
    node.put("attained", steady.attained() ? 1 : 0);
    node.put("criterion", String.format(Locale.ROOT, "%f%s", steady.criterion(), unit));
    node.put("max_deviation", decimal(steady.deviation()));
    node.put("slope", decimal(steady.slope()));
    ObjectNode data = node.putObject("data");
    data.put("bw_mean", mean(steady.bytes()));
    data.put("iops_mean", mean(steady.iops()));
    ArrayNode iops = data.putArray("iops");
    steady.iops().forEach(iops::add);
    ArrayNode bandwidth = data.putArray("bw");
    steady.bytes().forEach(bandwidth::add);
    return node;
  }

  private static long mean(List<Long> values) {
    return (long) values.stream().mapToLong(Long::longValue).average().orElse(0);
  }

  private static List<ReportEntry> group(ReportEntry entry, RunReport report) {
    List<ReportEntry> group = new ArrayList<>(report.entries());
    group.removeIf(other -> other.first().group() != entry.first().group());
    return group;
  }

  private static ObjectNode direction(
      DirectionStats stats, ReportEntry entry, GroupTotals group, boolean bins) {
    ReportSpec report = entry.spec().report();
    List<Double> percentiles = entry.spec().percentiles();
    ObjectNode node = NODES.objectNode();
    node.put("io_bytes", stats.bytes());
    node.put("io_kbytes", stats.bytes() >> 10);
    node.put("bw_bytes", stats.bytesPerSecond());
    node.put("bw", stats.bytesPerSecond() >> 10);
    node.put("iops", decimal(stats.iosPerSecond()));
    node.put("runtime", stats.runtimeMillis());
    node.put("total_ios", stats.ios());
    node.put("short_ios", 0);
    node.put("drop_ios", stats.dropped());
    node.set("slat_ns", latency(stats.slat(), report.slatPercentiles(), percentiles, bins));
    node.set("clat_ns", latency(stats.clat(), report.clatPercentiles(), percentiles, bins));
    node.set("lat_ns", latency(stats.lat(), report.latPercentiles(), percentiles, bins));
    if (!stats.priorities().isEmpty()) {
      priorities(node.putArray("prios"), stats, entry);
    }
    samples(node, stats, group);
    return node;
  }

  /**
   * Returns the JSON object of latencies: their moments, and percentiles if {@code wanted} is set
   * and there are any latencies.
   */
  private static ObjectNode latency(Latencies latencies, boolean wanted, List<Double> percentiles) {
    return latency(latencies, wanted, percentiles, false);
  }

  private static ObjectNode latency(
      Latencies latencies, boolean wanted, List<Double> percentiles, boolean bins) {
    ObjectNode node = moments(latencies.moments());
    if (wanted && latencies.moments().count() > 0 && !percentiles.isEmpty()) {
      ObjectNode values = node.putObject("percentile");
      for (double percentile : percentiles) {
        values.put(Percentiles.key(percentile), latencies.percentile(percentile));
      }
    }
    if (bins && wanted && latencies.moments().count() > 0) {
      ObjectNode counts = node.putObject("bins");
      latencies.forEach((nanos, count) -> counts.put(Long.toString(nanos), count));
    }
    return node;
  }

  private static void priorities(ArrayNode prios, DirectionStats stats, ReportEntry entry) {
    String key = entry.spec().report().latPercentiles() ? "lat_ns" : "clat_ns";
    stats
        .priorities()
        .forEach((value, latencies) -> {
          IoPriority priority = IoPriority.of(value);
          ObjectNode node = prios.addObject();
          node.put("prioclass", priority.priorityClass().number());
          node.put("prio", priority.level());
          node.set(key, latency(latencies, true, entry.spec().percentiles()));
        });
  }

  private static void samples(ObjectNode node, DirectionStats stats, GroupTotals group) {
    Moments bandwidth = stats.bandwidth();
    node.put("bw_min", bandwidth.min());
    node.put("bw_max", bandwidth.max());
    node.put("bw_agg", decimal(EntryText.share(bandwidth, group)));
    node.put("bw_mean", decimal(bandwidth.mean()));
    node.put("bw_dev", decimal(bandwidth.deviation()));
    node.put("bw_samples", bandwidth.count());
    Moments rate = stats.rate();
    node.put("iops_min", rate.min());
    node.put("iops_max", rate.max());
    node.put("iops_mean", decimal(rate.mean()));
    node.put("iops_stddev", decimal(rate.deviation()));
    node.put("iops_samples", rate.count());
  }

  private static ObjectNode sync(ReportEntry entry) {
    Latencies syncs = entry.stats().syncs();
    ObjectNode node = NODES.objectNode();
    node.put("total_ios", syncs.moments().count());
    node.set("lat_ns", latency(syncs, true, entry.spec().percentiles()));
    return node;
  }

  private static void usage(ObjectNode node, ProcessUsage usage) {
    node.put("usr_cpu", decimal(usage.userPercent()));
    node.put("sys_cpu", decimal(usage.systemPercent()));
    node.put("ctx", usage.contextSwitches());
    node.put("majf", usage.majorFaults());
    node.put("minf", usage.minorFaults());
  }

  /** Returns the JSON object of moments, with fio's keys. */
  static ObjectNode moments(Moments moments) {
    ObjectNode node = NODES.objectNode();
    node.put("min", moments.min());
    node.put("max", moments.max());
    node.put("mean", decimal(moments.mean()));
    node.put("stddev", decimal(moments.deviation()));
    node.put("N", moments.count());
    return node;
  }

  private static ObjectNode columns(DepthCounts counts) {
    ObjectNode node = NODES.objectNode();
    for (int i = 0; i < DepthCounts.SIZE; i++) {
      node.put(counts.columns().label(i), decimal(counts.percent(i)));
    }
    return node;
  }

  private static ObjectNode buckets(LatencyBuckets latencies, LatencyBuckets.Unit unit) {
    ObjectNode node = NODES.objectNode();
    for (int i = 0; i < latencies.size(unit); i++) {
      node.put(latencies.label(unit, i), decimal(latencies.percent(unit, i)));
    }
    return node;
  }

  static BigDecimal decimal(double value) {
    return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
  }
}
