package io.elevator.report.comparison;

import io.elevator.report.fio.Figures;
import io.elevator.workload.compare.CaseResult;
import io.elevator.workload.compare.Comparison;
import io.elevator.workload.compare.Summary;
import io.elevator.workload.compare.TaskRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows of the text table that shows a comparison on a terminal. */
public final class ComparisonRows {
  /** Cells of the header row of the table. */
  public static final List<String> HEADER =
      List.of(
          "case",
          "task",
          "IOPS",
          "bandwidth",
          "spread",
          "p50",
          "p99",
          "p99.9",
          "share",
          "due",
          "in queue",
          "in drive",
          "CPU/IO");

  private static final String NOTHING = "-";

  private ComparisonRows() {}

  /**
   * Returns the rows of the table. A case has one row for each task; if it has several tasks, a row
   * for all tasks together comes first.
   */
  public static List<List<String>> of(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    for (CaseResult result : comparison.cases()) {
      List<TaskRun> tasks = result.first().tasks();
      String label = result.spec().label();
      if (tasks.size() != 1) {
        rows.add(row(label, "all", result.total(), NOTHING, result.runs().size()));
        label = "";
      }
      for (int i = 0; i < tasks.size(); i++) {
        Double due = tasks.get(i).dueShare();
        rows.add(
            row(
                i == 0 ? label : "",
                tasks.get(i).name(),
                result.task(i),
                due == null ? NOTHING : percent(due),
                result.runs().size()));
      }
    }
    return rows;
  }

  private static List<String> row(
      String label, String task, Summary summary, String due, int rounds) {
    boolean any = summary.latency().moments().count() > 0;
    return List.of(
        label,
        task,
        Figures.count(Math.round(summary.iops())),
        Figures.binary(Math.round(summary.bytesPerSecond())) + "/s",
        rounds < 2 ? NOTHING : "±" + percent(summary.spread()),
        any ? time(summary.latency().percentile(50)) : NOTHING,
        any ? time(summary.latency().percentile(99)) : NOTHING,
        any ? time(summary.latency().percentile(99.9)) : NOTHING,
        percent(summary.share()),
        due,
        any ? time((long) summary.queueTime().mean()) : NOTHING,
        any ? time((long) summary.deviceTime().mean()) : NOTHING,
        summary.cpuNanosPerIo() < 0 ? NOTHING : time(summary.cpuNanosPerIo()));
  }

  /** Returns a fraction as a percentage. */
  public static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * part);
  }

  /** Returns a time with three significant digits and its unit. */
  public static String time(long nanos) {
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    double value = nanos / 1e3;
    String unit = "us";
    if (value >= 1_000) {
      value /= 1_000;
      unit = "ms";
    }
    if (value >= 1_000) {
      value /= 1_000;
      unit = "s";
    }
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f%s", value, unit);
  }
}
