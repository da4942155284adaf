package io.elevator.report.comparison;

import io.elevator.workload.compare.Summary;
import io.elevator.workload.compare.TaskRun;
import io.elevator.workload.sweep.Axis;
import io.elevator.workload.sweep.SweepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The figures of a sweep as comma-separated values, and as a JSON tree for the HTML page. */
public final class SweepTable {
  private static final Pattern FORMULA =
      Pattern.compile("\\s*[=+@\\-\uff1d\uff0b\uff20\uff0d]|[\\t\\r]");
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?");

  private static final String COLUMNS =
      "task,ios,bytes,iops,bw_bytes,share,lat_mean_ns,lat_p50_ns,lat_p99_ns,lat_p999_ns,lat_max_ns,"
          + "queue_mean_ns,device_mean_ns";

  private SweepTable() {}

  /**
   * Returns the figures as comma-separated values: for each point of the sweep one line for all
   * tasks together and one line for each task.
   */
  public static String csv(List<Axis> axes, List<SweepResult> results) {
    StringBuilder text = new StringBuilder();
    axes.forEach(axis -> text.append(quoted(axis.name())).append(','));
    text.append(COLUMNS).append('\n');
    for (SweepResult each : results) {
      line(text, axes, each, "all", each.result().total());
      List<TaskRun> tasks = each.result().first().tasks();
      for (int i = 0; i < tasks.size(); i++) {
        line(text, axes, each, tasks.get(i).name(), each.result().task(i));
      }
    }
    return text.toString();
  }

  private static void line(
      StringBuilder text, List<Axis> axes, SweepResult each, String task, Summary figures) {
    for (Axis axis : axes) {
      text.append(quoted(each.point().at().getOrDefault(axis.name(), ""))).append(',');
    }
    boolean any = figures.latency().moments().count() > 0;
    List<String> cells = new ArrayList<>();
    cells.add(quoted(task));
    cells.add(Long.toString(Math.round(figures.ios())));
    cells.add(Long.toString(Math.round(figures.bytes())));
    cells.add(String.format(Locale.ROOT, "%.2f", figures.iops()));
    cells.add(Long.toString(Math.round(figures.bytesPerSecond())));
    cells.add(String.format(Locale.ROOT, "%.4f", figures.share()));
    cells.add(any ? Long.toString(Math.round(figures.latency().moments().mean())) : "");
    for (double percentile : new double[] {50, 99, 99.9, 100}) {
      cells.add(any ? Long.toString(figures.latency().percentile(percentile)) : "");
    }
    cells.add(any ? Long.toString(Math.round(figures.queueTime().mean())) : "");
    cells.add(any ? Long.toString(Math.round(figures.deviceTime().mean())) : "");
    text.append(String.join(",", cells)).append('\n');
  }

  /**
   * Returns a text as a cell of a line, in quotes if needed. Spreadsheets treat a cell that begins
   * with {@code = + - @}, or with the full-width form of one of them, as a formula, even in quotes.
   * So such a cell gets an apostrophe in front, unless it is a number.
   */
  static String quoted(String cell) {
    String text =
        FORMULA.matcher(cell).lookingAt() && !NUMBER.matcher(cell).matches() ? "'" + cell : cell;
    return text.contains(",") || text.contains("\"") || text.contains("\n") || text.contains("\r")
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }

  /** Returns the JSON tree of a sweep: the axes, and the figures of each point. */
  public static ObjectNode tree(
      String title, String version, long seed, List<Axis> axes, List<SweepResult> results) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("kind", "sweep");
    root.put("title", title);
    root.put("version", version);
    root.put("seed", seed);
    root.put("virtual_time", true);
    ArrayNode names = root.putArray("axes");
    for (Axis axis : axes) {
      ObjectNode node = names.addObject();
      node.put("name", axis.name());
      ArrayNode values = node.putArray("values");
      axis.values().forEach(values::add);
    }
    ArrayNode points = root.putArray("points");
    for (SweepResult each : results) {
      ObjectNode point = points.addObject();
      ObjectNode at = point.putObject("at");
      each.point().at().forEach(at::put);
      point.set("total", ComparisonTree.summary(each.result().total()));
      ArrayNode tasks = point.putArray("tasks");
      List<TaskRun> runs = each.result().first().tasks();
      for (int i = 0; i < runs.size(); i++) {
        ObjectNode task = ComparisonTree.summary(each.result().task(i));
        task.put("name", runs.get(i).name());
        tasks.add(task);
      }
    }
    return root;
  }
}
