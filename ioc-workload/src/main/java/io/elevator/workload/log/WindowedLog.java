package io.elevator.workload.log;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.LogSpec;
import io.elevator.workload.memory.GrowingRecord;
import java.io.IOException;
import java.io.Writer;

/**
 * One of fio's logs: {@code msec, value, direction, block size[, offset], priority} a line, for
 * each I/O or for each window of time. Belongs to the job; not thread-safe.
 */
final class WindowedLog {
  /** Where an I/O's priority is beside its offset: offsets have fewer bits. */
  private static final int PRIORITY_SHIFT = 48;

  private static final long OFFSET_MASK = (1L << PRIORITY_SHIFT) - 1;

  /** What is logged. */
  enum Kind {
    /** Nanoseconds; a window has their mean or their greatest. */
    LATENCY,
    /** Kilobytes a second; a window has what it moved. */
    BANDWIDTH,
    /** I/Os a second; a window has how many there were. */
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

  /** The offset of an I/O and its priority, in one number. */
  static long pack(long offset, int priority) {
    return (offset & OFFSET_MASK) | ((long) priority << PRIORITY_SHIFT);
  }

  /** An I/O has ended {@code since} nanoseconds after the job began. */
  void add(long since, long value, Direction direction, int bytes, long place) {
    int d = direction.index();
    if (spec.windowNanos() == 0) {
      lines.add(since / 1_000_000, value, d, bytes, place);
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

  /** Writes down the windows that are over at {@code since}. */
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

  /** Writes the file; {@code epochMillis} is added to all times. */
  void write(Writer out, long epochMillis) throws IOException {
    writeWindow();
    StringBuilder line = new StringBuilder();
    for (int row = 0; row < lines.rows(); row++) {
      line.setLength(0);
      line.append(lines.field(row, 0) + epochMillis);
      for (int field = 1; field < 4; field++) {
        line.append(", ").append(lines.field(row, field));
      }
      long place = lines.field(row, 4);
      if (spec.offsets()) {
        line.append(", ").append(place & OFFSET_MASK);
      }
      int priority = (int) (place >>> PRIORITY_SHIFT);
      line.append(", ")
          .append(spec.priorities() ? String.format("0x%04x", priority) : high(priority));
      out.append(line).append('\n');
    }
  }

  /** fio's other way of saying it: 1 for real time, 0 for the rest. */
  private static String high(int priority) {
    return priority >>> 13 == 1 ? "1" : "0";
  }
}
