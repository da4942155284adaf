package io.elevator.report.fio;

import io.elevator.api.LatencySummary;
import io.elevator.api.StatisticsNode;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.session.RunReport;
import io.elevator.workload.session.RunSetting;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Part of the JSON report for which fio has no keys: circumstances of the run, times in queue and
 * drive, and statistics of the queues.
 */
final class OwnFigures {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OwnFigures() {}

  static ObjectNode tree(RunReport report) {
    RunSetting setting = report.setting();
    ObjectNode node = NODES.objectNode();
    node.put("version", setting.version());
    node.put("driver", setting.driver());
    node.put("elevator", setting.elevator());
    node.put("seed", setting.seed());
    node.put("virtual_time", setting.virtualTime());
    node.put("interrupted", report.interrupted());
    ArrayNode notes = node.putArray("notes");
    report.workload().notes().forEach(notes::add);
    ArrayNode jobs = node.putArray("jobs");
    for (ReportEntry entry : report.entries()) {
      ObjectNode job = jobs.addObject();
      job.put("jobname", entry.spec().name());
      job.put("groupid", entry.first().group());
      job.set("queue_ns", JsonReport.moments(entry.stats().queueTime()));
      job.set("device_ns", JsonReport.moments(entry.stats().deviceTime()));
    }
    ArrayNode queues = node.putArray("queues");
    report.queues().forEach(queue -> queues.add(statistics(queue)));
    return node;
  }

  private static ObjectNode statistics(StatisticsNode statistics) {
    ObjectNode node = NODES.objectNode();
    node.put("name", statistics.name());
    statistics.values().forEach((key, value) -> put(node, key, value));
    if (!statistics.children().isEmpty()) {
      ArrayNode children = node.putArray("children");
      statistics.children().forEach(child -> children.add(statistics(child)));
    }
    return node;
  }

  private static void put(ObjectNode node, String key, Object value) {
    if (value instanceof Long number) {
      node.put(key, number);
    } else if (value instanceof Double number) {
      node.put(key, JsonReport.decimal(number));
    } else if (value instanceof LatencySummary latency) {
      node.set(key, summary(latency));
    } else {
      node.put(key, value.toString());
    }
  }

  private static ObjectNode summary(LatencySummary latency) {
    ObjectNode node = NODES.objectNode();
    node.put("count", latency.count());
    node.put("min", latency.min());
    node.put("mean", JsonReport.decimal(latency.mean()));
    node.put("p50", latency.p50());
    node.put("p90", latency.p90());
    node.put("p99", latency.p99());
    node.put("p99.9", latency.p999());
    node.put("max", latency.max());
    return node;
  }
}
