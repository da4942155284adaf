package io.elevator.workload.log;

import io.elevator.workload.job.Direction;
import io.elevator.workload.memory.GrowingRecord;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Log of the I/Os of one job in the order of their submission, in version 3 of fio's iolog format:
 * one line for each I/O, with the microseconds since the start. Jobs that name the same file share
 * one log, with one header and with their I/Os ordered by time, so that the log can be replayed.
 * Used by the job only; not thread-safe.
 */
final class IoLog {
  /**
   * Number that stands for the action {@code sync}; the numbers below it are those of the
   * directions.
   */
  private static final int SYNC = Direction.COUNT;

  private static final long NANOS_PER_MICRO = 1_000;

  private final List<Path> paths;
  private final IoSeries ios;
  private long startNanos;

  /**
   * Creates the log of a job's I/Os.
   *
   * @param paths files of the job
   * @param memory account of the log's memory
   */
  IoLog(List<Path> paths, GrowingRecord memory) {
    this.paths = paths;
    this.ios = new IoSeries(memory);
  }

  /** Sets the start of the job, from which the times of its I/Os count, in nanoseconds. */
  void started(long nanos) {
    startNanos = nanos;
  }

  /** Adds an I/O that is about to be submitted to the log. */
  void add(long since, Direction direction, int file, long offset, int bytes) {
    ios.add(since / NANOS_PER_MICRO, file, direction.index(), bytes, offset);
  }

  /**
   * Adds a flush that is about to be submitted to the log. In the log, the flush has the offset of
   * the I/O before it.
   */
  void addSync(long since, int file, long offset) {
    ios.add(since / NANOS_PER_MICRO, file, SYNC, 0, offset);
  }

  /** Position of the next I/O of a log while it is being written. */
  private static final class Cursor {
    final IoLog log;
    final long delayMicros;
    int row;

    Cursor(IoLog log, long earliest) {
      this.log = log;
      this.delayMicros = (log.startNanos - earliest) / NANOS_PER_MICRO;
    }

    boolean more() {
      return row < log.ios.rows();
    }

    /**
     * Returns the time from the start of the first job to the next I/O of the log, in microseconds.
     */
    long micros() {
      return delayMicros + log.ios.field(row, 0);
    }
  }

  /**
   * Writes the I/Os of {@code logs}, at least one log. Times count from the start of the first job.
   */
  static void write(List<IoLog> logs, Writer out) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    logs.forEach(log -> log.paths.forEach(path -> names.add(name(path))));
    out.append("fio version 3 iolog\n");
    for (String action : List.of("add", "open")) {
      for (String name : names) {
        line(out, 0, name, action).append('\n');
      }
    }
    long earliest = logs.stream().mapToLong(log -> log.startNanos).min().orElseThrow();
    // If two I/Os have the same time, the I/O of the log that is earlier in the list comes first.
    PriorityQueue<Cursor> next =
        new PriorityQueue<>(
            Comparator.comparingLong(Cursor::micros)
                .thenComparingInt(cursor -> logs.indexOf(cursor.log)));
    for (IoLog log : logs) {
      Cursor cursor = new Cursor(log, earliest);
      if (cursor.more()) {
        next.add(cursor);
      }
    }
    long last = 0;
    for (Cursor cursor = next.poll(); cursor != null; cursor = next.poll()) {
      last = cursor.micros();
      cursor.log.writeRow(cursor.row++, last, out);
      if (cursor.more()) {
        next.add(cursor);
      }
    }
    for (String name : names) {
      line(out, last, name, "close").append('\n');
    }
  }

  /**
   * Returns the path of a file for the log. Each blank is replaced by an underscore, because blanks
   * separate the words of a line.
   */
  private static String name(Path path) {
    return path.toString().replaceAll("\\s", "_");
  }

  private void writeRow(int row, long micros, Writer out) throws IOException {
    String name = name(paths.get((int) ios.field(row, 1)));
    line(out, micros, name, action((int) ios.field(row, 2)))
        .append(' ')
        .append(Long.toString(ios.field(row, 4)))
        .append(' ')
        .append(Long.toString(ios.field(row, 3)))
        .append('\n');
  }

  private static Writer line(Writer out, long micros, String name, String action)
      throws IOException {
    out.append(Long.toString(micros)).append(' ').append(name).append(' ').append(action);
    return out;
  }

  private static String action(int direction) {
    return switch (direction) {
      case 0 -> "read";
      case 1 -> "write";
      case 2 -> "trim";
      default -> "sync";
    };
  }
}
