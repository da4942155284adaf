package io.elevator.workload.log;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.LogSpec;
import io.elevator.workload.memory.GrowingRecord;
import java.io.IOException;
import java.io.Writer;

/**
 * One of fio's logs. It has a line {@code msec, value, direction, block size[, offset], priority}
 * for each I/O or for each window of time. Used by the job only; not thread-safe.
 */
final class WindowedLog {
  /**
   * Number of the lowest bit of the priority in a number that contains offset and priority; the
   * offset needs fewer bits.
   */
  private static final int PRIORITY_SHIFT = 48;

  private static final long OFFSET_MASK = (1L << PRIORITY_SHIFT) - 1;

  /** Quantity that a log records. */
  enum Kind {
    /** LATENCY: latency in nanoseconds; for a window of time the mean or the greatest latency. */
    LATENCY,
    /** BANDWIDTH: bandwidth in KiB per second; for a window of time the bandwidth of its I/Os. */
    BANDWIDTH,
    /** IOPS: I/Os per second; for a window of time the rate of its I/Os. */
    IOPS
  }

  private final LogSpec spec;
  private final Kind kind;
  private final IoSeries lines;
  private final long[] sums = new long[Direction.COUNT];
  private final long[] counts = new long[Direction.COUNT];
  private final long[] greatest = new long[Direction.COUNT];
  private long windowEnd;

  WindowedLog(LogSpec spec, Kind kind, GrowingRecord memory) {
    this.spec = spec;
    this.lines = new IoSeries(memory);
    this.kind = kind;
    this.windowEnd = spec.windowNanos();
  }

  /** Returns the offset and the priority of an I/O in one number. */
  static long pack(long offset, int priority) {
    return (offset & OFFSET_MASK) | ((long) priority << PRIORITY_SHIFT);
  }

  /**
   * Adds an I/O to the log.
   *
   * @param since time from the start of the job to the end of the I/O, in nanoseconds
   * @param value value to log
   * @param direction direction of the I/O
   * @param bytes size of the I/O, in bytes
   * @param offsetAndPriority offset and priority, as {@link #pack} returns them
   */
  void add(long since, long value, Direction direction, int bytes, long offsetAndPriority) {
    int d = direction.index();
    if (spec.windowNanos() == 0) {
      lines.add(since / 1_000_000, value, d, bytes, offsetAndPriority);
      return;
    }
    close(since);
    sums[d] +=
        switch (kind) {
          case LATENCY -> value;
          case BANDWIDTH -> bytes;
          case IOPS -> 1;
        };
    counts[d]++;
    greatest[d] = Math.max(greatest[d], value);
  }

  /**
   * Adds the lines of the current window of time to the log if the window has ended before an
   * instant.
   *
   * @param since time from the start of the job to the instant, in nanoseconds
   */
  private void close(long since) {
    if (since < windowEnd) {
      return;
    }
    writeWindow();
    long window = spec.windowNanos();
    windowEnd = (since / window + 1) * window;
  }

  private void writeWindow() {
    for (int d = 0; d < Direction.COUNT; d++) {
      if (counts[d] > 0) {
        long value =
            switch (kind) {
              case LATENCY -> spec.max() ? greatest[d] : sums[d] / counts[d];
              case BANDWIDTH -> ((long) (sums[d] * 1e9 / spec.windowNanos())) >> 10;
              case IOPS -> (long) (sums[d] * 1e9 / spec.windowNanos());
            };
        lines.add(windowEnd / 1_000_000, value, d, 0, 0);
        sums[d] = 0;
        counts[d] = 0;
        greatest[d] = 0;
      }
    }
  }

  /**
   * Writes the log.
   *
   * @param out receiver of the lines
   * @param epochMillis number that is added to all times, in milliseconds
   */
  void write(Writer out, long epochMillis) throws IOException {
    writeWindow();
    StringBuilder line = new StringBuilder();
    for (int row = 0; row < lines.rows(); row++) {
      line.setLength(0);
      line.append(lines.field(row, 0) + epochMillis);
      for (int field = 1; field < 4; field++) {
        line.append(", ").append(lines.field(row, field));
      }
      long offsetAndPriority = lines.field(row, 4);
      if (spec.offsets()) {
        line.append(", ").append(offsetAndPriority & OFFSET_MASK);
      }
      int priority = (int) (offsetAndPriority >>> PRIORITY_SHIFT);
      line.append(", ")
          .append(spec.priorities() ? String.format("0x%04x", priority) : high(priority));
      out.append(line).append('\n');
    }
  }

  /** Returns the short form of a priority that fio logs: 1 for real-time, 0 for other classes. */
  private static String high(int priority) {
    return priority >>> 13 == 1 ? "1" : "0";
  }
}
