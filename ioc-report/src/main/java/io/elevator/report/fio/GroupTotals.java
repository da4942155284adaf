package io.elevator.report.fio;

import io.elevator.workload.job.Direction;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.stats.DirectionStats;
import java.util.List;

/**
 * One direction of one reporting group.
 *
 * @param bytes moved by all of the group
 * @param minBytesPerSecond slowest entry
 * @param maxBytesPerSecond fastest entry
 * @param minMillis shortest runtime
 * @param maxMillis longest runtime
 */
record GroupTotals(
    long bytes, long minBytesPerSecond, long maxBytesPerSecond, long minMillis, long maxMillis) {
  /**
   * The totals over {@code entries}, of which those that did nothing in {@code direction} do not
   * count.
   */
  static GroupTotals of(List<ReportEntry> entries, Direction direction) {
    return of(entries, DirectionView.EACH.get(direction.index()));
  }

  /** The same for a direction as a report shows it. */
  static GroupTotals of(List<ReportEntry> entries, DirectionView view) {
    long bytes = 0;
    long minRate = Long.MAX_VALUE;
    long maxRate = 0;
    long minMillis = Long.MAX_VALUE;
    long maxMillis = 0;
    for (ReportEntry entry : entries) {
      DirectionStats stats = view.of().apply(entry);
      if (stats.issued() > 0) {
        bytes += stats.bytes();
        minRate = Math.min(minRate, stats.bytesPerSecond());
        maxRate = Math.max(maxRate, stats.bytesPerSecond());
        minMillis = Math.min(minMillis, stats.runtimeMillis());
        maxMillis = Math.max(maxMillis, stats.runtimeMillis());
      }
    }
    return new GroupTotals(bytes, minRate, maxRate, minMillis, maxMillis);
  }

  /** Whether the group did nothing in this direction. */
  boolean isEmpty() {
    return maxMillis == 0;
  }

  /** Bytes a second of all together over the longest runtime. */
  long bytesPerSecond() {
    return maxMillis == 0 ? 0 : (long) (bytes * 1000.0 / maxMillis);
  }
}
