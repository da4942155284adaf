package io.elevator.workload.replay;

import org.jspecify.annotations.Nullable;

/** Parser for block traces in CSV format; blanks around commas are ignored. */
final class CsvFormat implements TraceFormat {
  private final CsvColumns columns;
  private final SkippedLines skipped;
  private final int count;

  CsvFormat(CsvColumns columns, SkippedLines skipped) {
    this.columns = columns;
    this.skipped = skipped;
    this.count = columns.columns().split(",", -1).length;
  }

  @Override
  public String title() {
    return columns.title();
  }

  @Override
  public @Nullable TraceIo parse(String line) throws BadLine {
    String[] fields = line.split(",", -1);
    for (int i = 0; i < fields.length; i++) {
      fields[i] = fields[i].strip();
    }
    if (isHeader(fields)) {
      skipped.add("lines with names of columns");
      return null;
    }
    if (fields.length != count) {
      throw new BadLine(fields.length + " fields, expected " + count + ": " + columns.columns());
    }
    return columns.io(fields);
  }

  /**
   * Returns whether a line is a header, because none of its fields is a number. Every data line of
   * every CSV format has at least one number.
   */
  private boolean isHeader(String[] fields) {
    if (fields.length != count) {
      return false;
    }
    for (String field : fields) {
      if (field.isEmpty() || Character.isDigit(field.charAt(0)) || field.charAt(0) == '-') {
        return false;
      }
    }
    return true;
  }

  @Override
  public String emptiness() {
    return "the trace has no line of " + columns.columns();
  }
}
