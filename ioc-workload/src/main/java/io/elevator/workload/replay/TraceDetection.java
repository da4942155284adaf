package io.elevator.workload.replay;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognizes the format of a trace by one of its lines. */
final class TraceDetection {
  /** The formats in words, for messages. */
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
   * Returns the format of a trace that has the line {@code text}; null if the line tells nothing.
   *
   * @throws TraceFormat.BadLine if it is a known format's version that cannot be replayed
   */
  static @Nullable TraceFormat formatOfLine(String text, SideLines sides)
      throws TraceFormat.BadLine {
    String stripped = text.strip();
    Matcher fio = FIO.matcher(stripped);
    if (fio.matches()) {
      if (!fio.group(1).equals("2") && !fio.group(1).equals("3")) {
        throw new TraceFormat.BadLine(
            "a fio iolog of version " + fio.group(1) + "; expected version 2 or 3");
      }
      return new FioLogFormat(Integer.parseInt(fio.group(1)), sides);
    }
    if (BlkparseFormat.matches(text) || BlkparseFormat.isSideLine(text)) {
      return new BlkparseFormat(sides);
    }
    String fields = AROUND_COMMAS.matcher(stripped).replaceAll(",");
    for (CsvColumns columns : CsvColumns.values()) {
      if (columns.isNamedBy(fields)) {
        return new CsvFormat(columns, sides);
      }
    }
    if (MSR.matcher(fields).matches()) {
      return new CsvFormat(CsvColumns.MSR, sides);
    }
    if (ALIBABA.matcher(fields).matches()) {
      return new CsvFormat(CsvColumns.ALIBABA, sides);
    }
    return TENCENT.matcher(fields).matches() ? new CsvFormat(CsvColumns.TENCENT, sides) : null;
  }

  /** Whether a line only names the format and describes no I/O. */
  static boolean isTitle(String text) {
    return FIO.matcher(text.strip()).matches();
  }
}
