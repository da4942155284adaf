package io.elevator.cli;

import io.elevator.report.text.PlainText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Writer of text for people that writes control characters as escapes, see {@link PlainText}. Only
 * {@link #control} writes them unchanged. Thread-safe in the same way as {@link PrintWriter}.
 */
final class PlainWriter extends PrintWriter {
  private final PrintWriter raw;

  /** Creates a writer that writes to {@code raw}. The caller closes {@code raw}. */
  PlainWriter(PrintWriter raw) {
    super(new Filter(raw), true);
    this.raw = raw;
  }

  /**
   * Writes a sequence of control characters to a writer. A {@link PlainWriter} would otherwise
   * escape them.
   *
   * @param writer any writer; a writer that is not a {@link PlainWriter} escapes nothing
   * @param sequence control characters, which must not contain any part of a name
   */
  static void control(PrintWriter writer, String sequence) {
    if (writer instanceof PlainWriter plain) {
      plain.flush();
      plain.raw.print(sequence);
    } else {
      writer.print(sequence);
    }
  }

  @Override
  public boolean checkError() {
    // The filter hides the errors of the underlying writer, so both must be queried.
    boolean own = super.checkError();
    return raw.checkError() || own;
  }

  private static final class Filter extends FilterWriter {
    Filter(Writer raw) {
      super(raw);
    }

    @Override
    public void write(int c) throws IOException {
      write(String.valueOf((char) c));
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      write(new String(text, offset, length));
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
      String part = text.substring(offset, offset + length);
      // The line separator of Windows contains a control character. It is written unchanged,
      // because it is never a part of a name.
      out.write(part.equals(System.lineSeparator()) ? part : PlainText.lines(part));
    }
  }
}
