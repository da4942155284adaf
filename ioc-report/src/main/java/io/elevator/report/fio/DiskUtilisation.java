package io.elevator.report.fio;

import io.elevator.api.StatisticsNode;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.session.RunReport;
import io.elevator.workload.stats.JobStats;
import java.nio.file.Path;
import java.util.List;

/**
 * The figures about a drive that fio reports, from the statistics of the drive's queue. Times are
 * in milliseconds, as in the kernel.
 *
 * @param name name of the drive, the last part of its path
 * @param readIos number of reads that ended
 * @param writeIos number of writes that ended
 * @param readMerges number of reads that were merged
 * @param writeMerges number of writes that were merged
 * @param readTicks sum of the times of all reads
 * @param writeTicks sum of the times of all writes
 * @param inQueue sum of the times of all I/Os
 * @param util percentage of the time in which the queue was not empty
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

  /** Returns the figures of all queues of a run, over the runtime of its longest job. */
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
   * Returns the figures of one queue.
   *
   * @param queue statistics of the queue
   * @param runNanos runtime of the jobs, in nanoseconds
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
