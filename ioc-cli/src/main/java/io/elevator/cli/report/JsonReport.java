package io.elevator.cli.report;

import io.elevator.cli.job.Direction;
import io.elevator.cli.stats.DepthCounts;
import io.elevator.cli.stats.DirectionStats;
import io.elevator.cli.stats.JobStats;
import io.elevator.cli.stats.LatencyBuckets;
import io.elevator.cli.stats.Moments;
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
 * The report under fio's keys, in the order in which fio 3 writes them, so that scripts made for
 * fio read it. What fio does not know is in one object of its own, {@code ioc}, at the end.
 */
public final class JsonReport {
  /** The look of {@code ctime(3)}: the day padded with a blank. */
  private static final DateTimeFormatter CTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

  /** Decimals of every number with a point, as fio writes them. */
  private static final int DECIMALS = 6;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonReport() {}

  /** The report as text, ending with a line feed. */
  public static String text(RunReport report) {
    // A line feed on every platform: reports are compared to the byte.
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    PrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    return JsonMapper.builder().build().writer().with(printer).writeValueAsString(tree(report))
        + "\n";
  }

  /** The report as a tree. */
  public static ObjectNode tree(RunReport report) {
    ObjectNode root = NODES.objectNode();
    root.put("fio version", "ioc-" + report.setting().version());
    root.put("timestamp", report.timestamp().getEpochSecond());
    root.put("timestamp_ms", report.timestamp().toEpochMilli());
    root.put("time", CTIME.format(ZonedDateTime.ofInstant(report.timestamp(), report.zone())));
    root.set("global options", options(report.workload().globalOptions()));
    ArrayNode jobs = root.putArray("jobs");
    for (ReportEntry entry : report.entries()) {
      jobs.add(job(entry, report));
    }
    root.putArray("disk_util");
    root.set("ioc", OwnFigures.tree(report));
    return root;
  }

  private static ObjectNode options(Map<String, String> options) {
    ObjectNode node = NODES.objectNode();
    options.forEach(node::put);
    return node;
  }

  private static ObjectNode job(ReportEntry entry, RunReport report) {
    JobStats stats = entry.stats();
    ObjectNode node = NODES.objectNode();
    node.put("jobname", entry.spec().name());
    node.put("groupid", entry.first().group());
    node.put("error", entry.errno());
    // Nothing is left to wait for when a report is written.
    node.put("eta", 0);
    node.put("elapsed", (stats.runtimeNanos() + 999_999_999) / 1_000_000_000);
    node.set(
        "job options", options(report.workload().sectionOptions().get(entry.first().section())));
    String description = entry.spec().description();
    if (description != null) {
      node.put("desc", description);
    }
    List<ReportEntry> group = group(entry, report);
    for (Direction direction : Direction.values()) {
      node.set(
          direction.name().toLowerCase(Locale.ROOT),
          direction(
              stats.of(direction), entry.spec().percentiles(), GroupTotals.of(group, direction)));
    }
    node.set("sync", sync());
    node.put("job_runtime", stats.runtimeNanos() / 1_000_000);
    usage(node, entry.usage());
    node.set("iodepth_level", columns(stats.depths()));
    node.set("iodepth_submit", columns(stats.submits()));
    node.set("iodepth_complete", columns(stats.completes()));
    for (LatencyBuckets.Unit unit : LatencyBuckets.Unit.values()) {
      node.set(unit.key(), buckets(stats.latencies(), unit));
    }
    node.put("latency_depth", entry.spec().pace().depth());
    node.put("latency_target", 0);
    node.put("latency_percentile", decimal(100));
    node.put("latency_window", 0);
    return node;
  }

  private static List<ReportEntry> group(ReportEntry entry, RunReport report) {
    List<ReportEntry> group = new ArrayList<>(report.entries());
    group.removeIf(other -> other.first().group() != entry.first().group());
    return group;
  }

  private static ObjectNode direction(
      DirectionStats stats, List<Double> percentiles, GroupTotals group) {
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
    node.set("slat_ns", moments(stats.slat()));
    ObjectNode clat = moments(stats.clat().moments());
    if (stats.ios() > 0 && !percentiles.isEmpty()) {
      ObjectNode values = clat.putObject("percentile");
      for (double percentile : percentiles) {
        values.put(Percentiles.key(percentile), stats.clat().percentile(percentile));
      }
    }
    node.set("clat_ns", clat);
    node.set("lat_ns", moments(stats.lat()));
    samples(node, stats, group);
    return node;
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

  /**
   * No job can ask for a sync yet, so there are none to report; scripts expect the key all the
   * same.
   */
  private static ObjectNode sync() {
    ObjectNode node = NODES.objectNode();
    node.put("total_ios", 0);
    node.set("lat_ns", moments(new Moments()));
    return node;
  }

  private static void usage(ObjectNode node, ProcessUsage usage) {
    node.put("usr_cpu", decimal(usage.userPercent()));
    node.put("sys_cpu", decimal(usage.systemPercent()));
    node.put("ctx", usage.contextSwitches());
    node.put("majf", usage.majorFaults());
    node.put("minf", usage.minorFaults());
  }

  /** Moments under fio's keys. */
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
