package io.elevator.cli.replay;

import io.elevator.api.Operation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The block traces that come as comma-separated values; {@code docs/traces.md} has the columns. */
enum CsvFormat implements TraceFormat {
  /** Microsoft Research Cambridge: ticks of 100 ns, bytes. */
  MSR("MSR Cambridge", "Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime") {
    @Override
    TraceIo io(String[] f) throws BadLine {
      return new TraceIo(
          // Ticks since 1601, which as nanoseconds would not fit into a long.
          TraceFormat.times("Timestamp", TraceFormat.number("Timestamp", f[0]) % EPOCH_TICKS, 100),
          f[1] + "." + f[2],
          operation("Type", f[3], "Read", "Write"),
          TraceFormat.number("Offset", f[4]),
          TraceFormat.number("Size", f[5]));
    }
  },
  /** Alibaba: microseconds, bytes. */
  ALIBABA("Alibaba", "device_id,opcode,offset,length,timestamp") {
    @Override
    TraceIo io(String[] f) throws BadLine {
      return new TraceIo(
          TraceFormat.times("timestamp", TraceFormat.number("timestamp", f[4]), 1_000),
          f[0],
          operation("opcode", f[1], "R", "W"),
          TraceFormat.number("offset", f[2]),
          TraceFormat.number("length", f[3]));
    }
  },
  /** Tencent: seconds, sectors. */
  TENCENT("Tencent", "Timestamp,Offset,Size,IOType,VolumeID") {
    @Override
    TraceIo io(String[] f) throws BadLine {
      return new TraceIo(
          TraceFormat.times("Timestamp", TraceFormat.number("Timestamp", f[0]), 1_000_000_000),
          f[4].strip(),
          operation("IOType", f[3], "0", "1"),
          TraceFormat.times("Offset", TraceFormat.number("Offset", f[1]), 512),
          TraceFormat.times("Size", TraceFormat.number("Size", f[2]), 512));
    }
  };

  /** Ticks of 100 ns in a span that as nanoseconds fits into a long: a good 200 years. */
  private static final long EPOCH_TICKS = 1L << 56;

  private final String title;
  private final String columns;

  CsvFormat(String title, String columns) {
    this.title = title;
    this.columns = columns;
  }

  abstract TraceIo io(String[] fields) throws BadLine;

  @Override
  public String title() {
    return title;
  }

  /** The names of its columns. */
  String columns() {
    return columns;
  }

  @Override
  public @Nullable TraceIo parse(String line) throws BadLine {
    if (isHeader(line)) {
      return null;
    }
    return io(TraceFormat.fields(line, columns.split(",", -1).length, columns));
  }

  /** Whether a line holds the names of the columns. */
  boolean isHeader(String line) {
    return line.strip().toLowerCase(Locale.ROOT).equals(columns.toLowerCase(Locale.ROOT));
  }

  private static Operation operation(String name, String word, String read, String write)
      throws BadLine {
    String given = word.strip();
    if (given.equalsIgnoreCase(read)) {
      return Operation.READ;
    }
    if (given.equalsIgnoreCase(write)) {
      return Operation.WRITE;
    }
    throw new BadLine(name + " '" + given + "' is neither " + read + " nor " + write);
  }
}
