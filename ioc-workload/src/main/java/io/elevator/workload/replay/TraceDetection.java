package io.elevator.workload.replay;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Detection of the format of a trace from one of its lines. */
final class TraceDetection {
  /** Names of the known trace formats, for messages. */
  static final String KNOWN =
      "a fio iolog (version 2 or 3), blkparse text, or CSV of MSR Cambridge, Alibaba or Tencent";

  private static final Pattern FIO = Pattern.compile("fio version (\\d+) iolog");
  private static final Pattern MSR =
      Pattern.compile("\\d{10,},[^,]*,\\d+,[A-Za-z]+,\\d+,\\d+,\\d+");
  private static final Pattern ALIBABA = Pattern.compile("[^,]+,[RWrw],\\d+,\\d+,\\d+");
  private static final Pattern TENCENT = Pattern.compile("\\d+,\\d+,\\d+,[01],[^,]+");
  private static final Pattern AROUND_COMMAS = Pattern.compile("\\s*,\\s*");

  private TraceDetection() {}

  /**
   * Returns the format of a trace that contains the line {@code text}; null if the line does not
   * identify a format.
   *
   * @throws TraceFormat.BadLine if the line identifies an unsupported version of a known format
   */
  static @Nullable TraceFormat formatOfLine(String text, SkippedLines skipped)
      throws TraceFormat.BadLine {
    String stripped = text.strip();
    Matcher fio = FIO.matcher(stripped);
    if (fio.matches()) {
      if (!fio.group(1).equals("2") && !fio.group(1).equals("3")) {
        throw new TraceFormat.BadLine(
            "a fio iolog of version " + fio.group(1) + "; expected version 2 or 3");
      }
      return new FioLogFormat(Integer.parseInt(fio.group(1)), skipped);
    }
    if (BlkparseFormat.matches(text) || BlkparseFormat.isSideLine(text)) {
      return new BlkparseFormat(skipped);
    }
    String fields = AROUND_COMMAS.matcher(stripped).replaceAll(",");
    for (CsvColumns columns : CsvColumns.values()) {
      if (columns.isNamedBy(fields)) {
        return new CsvFormat(columns, skipped);
      }
    }
    if (MSR.matcher(fields).matches()) {
      return new CsvFormat(CsvColumns.MSR, skipped);
    }
    if (ALIBABA.matcher(fields).matches()) {
      return new CsvFormat(CsvColumns.ALIBABA, skipped);
    }
    return TENCENT.matcher(fields).matches() ? new CsvFormat(CsvColumns.TENCENT, skipped) : null;
  }

  /** Returns whether a line only identifies the format and describes no I/O. */
  static boolean isTitle(String text) {
    return FIO.matcher(text.strip()).matches();
  }
}
