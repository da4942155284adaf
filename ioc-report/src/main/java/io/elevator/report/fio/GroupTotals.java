package io.elevator.report.fio;

import io.elevator.workload.job.Direction;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.stats.DirectionStats;
import java.util.List;

/**
 * Totals of one direction in one reporting group.
 *
 * @param bytes number of bytes moved by the whole group
 * @param minBytesPerSecond bandwidth of the slowest entry, in bytes per second
 * @param maxBytesPerSecond bandwidth of the fastest entry, in bytes per second
 * @param minMillis shortest runtime, in milliseconds
 * @param maxMillis longest runtime, in milliseconds
 */
record GroupTotals(
    long bytes, long minBytesPerSecond, long maxBytesPerSecond, long minMillis, long maxMillis) {
  /**
   * Returns the totals of the entries of a group in one direction. Entries that did no I/O in that
   * direction are left out.
   */
  static GroupTotals of(List<ReportEntry> entries, Direction direction) {
    return of(entries, DirectionView.EACH.get(direction.index()));
  }

  /**
   * Returns the totals of the entries of a group for a direction, or all directions, as a report
   * shows them.
   */
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

  /** Returns whether the group did no I/O in this direction. */
  boolean isEmpty() {
    return maxMillis == 0;
  }

  /** Returns the bandwidth of the whole group over the longest runtime, in bytes per second. */
  long bytesPerSecond() {
    return maxMillis == 0 ? 0 : (long) (bytes * 1000.0 / maxMillis);
  }
}
