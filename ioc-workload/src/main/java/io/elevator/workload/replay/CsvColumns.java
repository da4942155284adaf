package io.elevator.workload.replay;

import io.elevator.api.Operation;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * CSV formats of block traces: the order, names and units of the columns. {@code docs/traces.md}
 * describes them.
 */
enum CsvColumns {
  /**
   * MSR: traces of Microsoft Research Cambridge, with times in ticks of 100 ns and sizes in bytes.
   */
  MSR("MSR Cambridge", "Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime") {
    @Override
    TraceIo io(String[] f) throws TraceFormat.BadLine {
      return new TraceIo(
          // The times are ticks since 1601. As nanoseconds they would not fit into a long.
          TraceFormat.times("Timestamp", TraceFormat.number("Timestamp", f[0]) % EPOCH_TICKS, 100),
          f[1] + "." + f[2],
          operation("Type", f[3], "Read", "Write"),
          TraceFormat.number("Offset", f[4]),
          TraceFormat.number("Size", f[5]));
    }
  },
  /** ALIBABA: traces of Alibaba, with times in microseconds and sizes in bytes. */
  ALIBABA("Alibaba", "device_id,opcode,offset,length,timestamp") {
    @Override
    TraceIo io(String[] f) throws TraceFormat.BadLine {
      return new TraceIo(
          TraceFormat.times("timestamp", TraceFormat.number("timestamp", f[4]), 1_000),
          f[0],
          operation("opcode", f[1], "R", "W"),
          TraceFormat.number("offset", f[2]),
          TraceFormat.number("length", f[3]));
    }
  },
  /** TENCENT: traces of Tencent, with times in seconds and sizes in sectors. */
  TENCENT("Tencent", "Timestamp,Offset,Size,IOType,VolumeID") {
    @Override
    TraceIo io(String[] f) throws TraceFormat.BadLine {
      return new TraceIo(
          TraceFormat.times("Timestamp", TraceFormat.number("Timestamp", f[0]), 1_000_000_000),
          f[4],
          operation("IOType", f[3], "0", "1"),
          TraceFormat.times("Offset", TraceFormat.number("Offset", f[1]), 512),
          TraceFormat.times("Size", TraceFormat.number("Size", f[2]), 512));
    }
  };

  /** Greatest span in ticks of 100 ns whose nanoseconds fit into a long: over 200 years. */
  private static final long EPOCH_TICKS = 1L << 56;

  private static final Pattern NO_LETTERS = Pattern.compile("[^a-z,]");

  private final String title;
  private final String columns;

  CsvColumns(String title, String columns) {
    this.title = title;
    this.columns = columns;
  }

  /**
   * Returns the I/O that a line of a trace describes.
   *
   * @param fields fields of the line, without blanks around them
   */
  abstract TraceIo io(String[] fields) throws TraceFormat.BadLine;

  /** Returns the name of the format for reports. */
  String title() {
    return title;
  }

  /** Returns the names of the columns, separated by commas. */
  String columns() {
    return columns;
  }

  /**
   * Returns whether a line contains the names of the columns of this format, in any spelling such
   * as {@code Disk_Number}.
   */
  boolean isNamedBy(String line) {
    return letters(line).equals(letters(columns));
  }

  private static String letters(String names) {
    return NO_LETTERS.matcher(names.toLowerCase(Locale.ROOT)).replaceAll("");
  }

  private static Operation operation(String name, String word, String read, String write)
      throws TraceFormat.BadLine {
    String given = word;
    if (given.equalsIgnoreCase(read)) {
      return Operation.READ;
    }
    if (given.equalsIgnoreCase(write)) {
      return Operation.WRITE;
    }
    throw new TraceFormat.BadLine(name + " '" + given + "' is neither " + read + " nor " + write);
  }
}
