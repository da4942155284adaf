package io.elevator.report.fio;

import io.elevator.api.StatisticsNode;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.session.RunReport;
import io.elevator.workload.stats.JobStats;
import java.nio.file.Path;
import java.util.List;

/**
 * fio's line about a drive, from the figures of its queue. Milliseconds, as the kernel counts.
 *
 * @param name of the drive, the last part of a path
 * @param readIos reads that ended
 * @param writeIos writes that ended
 * @param readMerges reads that joined another
 * @param writeMerges writes that joined another
 * @param readTicks that reads took together
 * @param writeTicks that writes took together
 * @param inQueue that all took together
 * @param util percent of the time with anything in the queue
 */
record DiskUtilisation(
    String name,
    long readIos,
    long writeIos,
    long readMerges,
    long writeMerges,
    long readTicks,
    long writeTicks,
    long inQueue,
    double util) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Returns the lines about the queues of a run, over the runtime of its longest job. */
  static List<DiskUtilisation> of(RunReport report) {
    long longest =
        report.entries().stream()
            .map(ReportEntry::stats)
            .mapToLong(JobStats::runtimeNanos)
            .max()
            .orElse(0);
    return report.queues().stream().map(queue -> of(queue, longest)).toList();
  }

  /**
   * Returns the line about a queue.
   *
   * @param runNanos how long the jobs ran
   */
  static DiskUtilisation of(StatisticsNode queue, long runNanos) {
    StatisticsNode disk =
        queue.children().stream()
            .filter(child -> child.name().equals("disk"))
            .findFirst()
            .orElse(queue);
    long read = figure(disk, "read_nanos") / NANOS_PER_MILLI;
    long write = figure(disk, "write_nanos") / NANOS_PER_MILLI;
    long other = (figure(disk, "discard_nanos") + figure(disk, "flush_nanos")) / NANOS_PER_MILLI;
    double busyMillis = figure(disk, "io_ticks");
    double runMillis = (double) runNanos / NANOS_PER_MILLI;
    Path last = Path.of(queue.name()).getFileName();
    return new DiskUtilisation(
        last == null ? queue.name() : last.toString(),
        figure(disk, "read_ios"),
        figure(disk, "write_ios"),
        figure(disk, "read_merges"),
        figure(disk, "write_merges"),
        read,
        write,
        read + write + other,
        runMillis == 0 ? 0 : Math.min(100, 100 * busyMillis / runMillis));
  }

  private static long figure(StatisticsNode node, String name) {
    return node.values().get(name) instanceof Number number ? number.longValue() : 0;
  }
}
