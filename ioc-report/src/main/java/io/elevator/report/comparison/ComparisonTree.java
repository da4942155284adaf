package io.elevator.report.comparison;

import io.elevator.workload.compare.BinnedTotals;
import io.elevator.workload.compare.CaseResult;
import io.elevator.workload.compare.CaseRun;
import io.elevator.workload.compare.Comparison;
import io.elevator.workload.compare.EventSamples;
import io.elevator.workload.compare.Summary;
import io.elevator.workload.compare.TaskRun;
import io.elevator.workload.stats.Latencies;
import io.elevator.workload.stats.Moments;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A comparison as a JSON tree. {@code --output-format json} prints the tree, and the HTML page
 * draws it. Times are in nanoseconds, rates per second. The tree of a simulated run is the same
 * every time, byte for byte.
 */
public final class ComparisonTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final double[] PERCENTILES = {
    1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100
  };

  private ComparisonTree() {}

  /** Returns the JSON tree of a comparison. */
  public static ObjectNode of(Comparison comparison) {
    ObjectNode root = NODES.objectNode();
    root.put("kind", "compare");
    root.put("title", comparison.title());
    root.put("version", comparison.version());
    root.put("seed", comparison.seed());
    root.put("virtual_time", comparison.virtual());
    root.put("interrupted", comparison.interrupted());
    ArrayNode notes = root.putArray("notes");
    comparison.notes().forEach(notes::add);
    ArrayNode cases = root.putArray("cases");
    Widths widths = Widths.of(comparison.cases());
    comparison.cases().forEach(each -> cases.add(tree(each, widths)));
    return root;
  }

  /**
   * Widths of the widest bins of all cases. All series get these widths, so that a chart can draw
   * them over one another.
   *
   * @param bandwidth widest bin of the bandwidths, in nanoseconds
   * @param decisions widest bin of the decisions, in nanoseconds
   */
  private record Widths(long bandwidth, long decisions) {
    static Widths of(List<CaseResult> cases) {
      return new Widths(
          cases.stream()
              .flatMap(each -> each.first().tasks().stream())
              .mapToLong(task -> task.track().bandwidth().widthNanos())
              .max()
              .orElse(1),
          cases.stream().mapToLong(each -> each.first().timeline().widthNanos()).max().orElse(1));
    }
  }

  private static ObjectNode tree(CaseResult result, Widths widths) {
    ObjectNode node = NODES.objectNode();
    CaseRun first = result.first();
    node.put("label", result.spec().label());
    node.put("elevator", first.elevator());
    node.put("driver", first.driver());
    ObjectNode attributes = node.putObject("attributes");
    result.spec().options().attributes().forEach(attributes::put);
    node.put("runtime_ns", first.runtimeNanos());
    node.set("total", summary(result.total()));
    ArrayNode rounds = node.putArray("rounds");
    for (CaseRun run : result.runs()) {
      ObjectNode round = rounds.addObject();
      round.put("round", run.round() + 1);
      round.put("seed", run.seed());
      round.put("runtime_ns", run.runtimeNanos());
      round.put("ios", run.ios());
      round.put("bytes", run.bytes());
    }
    ArrayNode tasks = node.putArray("tasks");
    for (int i = 0; i < first.tasks().size(); i++) {
      tasks.add(task(result, i, widths.bandwidth()));
    }
    ObjectNode decisions = node.putObject("decisions");
    first.decisions().counts().forEach(decisions::put);
    ObjectNode timeline = DecisionTree.of(first.timeline(), widths.decisions());
    if (timeline != null) {
      node.set("decisions_over_time", timeline);
    }
    return node;
  }

  private static ObjectNode task(CaseResult result, int index, long width) {
    TaskRun task = result.first().tasks().get(index);
    ObjectNode node = summary(result.task(index));
    node.put("name", task.name());
    node.put("priority", task.priority());
    if (task.weight() != null) {
      node.put("weight", task.weight());
    }
    if (task.dueShare() != null) {
      node.put("due_share", rounded(task.dueShare(), 1e4));
    }
    BinnedTotals bandwidth = task.track().bandwidth();
    bandwidth.widenTo(width);
    ObjectNode series = node.putObject("bandwidth_over_time");
    series.put("bin_ns", bandwidth.widthNanos());
    ArrayNode bytes = series.putArray("bytes");
    for (int i = 0; i < bandwidth.size(); i++) {
      bytes.add(bandwidth.total(i));
    }
    EventSamples samples = task.track().dispatches();
    ObjectNode dispatches = node.putObject("dispatches");
    dispatches.put("one_in", samples.stride());
    ArrayNode at = dispatches.putArray("us");
    ArrayNode sector = dispatches.putArray("sector");
    for (int i = 0; i < samples.size(); i++) {
      at.add(samples.nanos(i) / 1_000);
      sector.add(samples.value(i));
    }
    return node;
  }

  /** Returns the JSON tree of a summary. */
  public static ObjectNode summary(Summary summary) {
    ObjectNode node = NODES.objectNode();
    node.put("ios", Math.round(summary.ios()));
    node.put("bytes", Math.round(summary.bytes()));
    node.put("iops", rounded(summary.iops(), 100));
    node.put("bw_bytes", Math.round(summary.bytesPerSecond()));
    node.put("bw_spread", rounded(summary.spread(), 1e4));
    node.put("share", rounded(summary.share(), 1e4));
    node.set("lat_ns", latencies(summary.latency()));
    node.set("queue_ns", moments(summary.queueTime()));
    node.set("device_ns", moments(summary.deviceTime()));
    if (summary.cpuNanosPerIo() >= 0) {
      node.put("cpu_ns_per_io", summary.cpuNanosPerIo());
    }
    return node;
  }

  private static ObjectNode latencies(Latencies latencies) {
    ObjectNode node = moments(latencies.moments());
    ArrayNode percentiles = node.putArray("percentiles");
    if (latencies.moments().count() > 0) {
      for (double percentile : PERCENTILES) {
        percentiles.add(NODES.arrayNode().add(percentile).add(latencies.percentile(percentile)));
      }
    }
    return node;
  }

  private static ObjectNode moments(Moments moments) {
    ObjectNode node = NODES.objectNode();
    node.put("n", moments.count());
    node.put("min", moments.count() == 0 ? 0 : moments.min());
    node.put("mean", Math.round(moments.mean()));
    node.put("max", moments.count() == 0 ? 0 : moments.max());
    return node;
  }

  private static double rounded(double value, double scale) {
    return Math.round(value * scale) / scale;
  }

  /** Returns the names of the tasks, which are the same in all cases. */
  public static List<String> taskNames(Comparison comparison) {
    return comparison.cases().isEmpty()
        ? List.of()
        : comparison.cases().getFirst().first().tasks().stream().map(TaskRun::name).toList();
  }
}
