package io.elevator.cli;

import io.elevator.report.text.PlainText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * A writer of text for people: control characters in it arrive as escapes, see {@link PlainText}.
 * Only {@link #control} lets some through. Thread-safe as far as {@link PrintWriter} is.
 */
final class PlainWriter extends PrintWriter {
  private final PrintWriter raw;

  /** Writes to {@code raw}, which the caller closes. */
  PlainWriter(PrintWriter raw) {
    super(new Filter(raw), true);
    this.raw = raw;
  }

  /**
   * Writes control characters as they are, to a writer that has them escaped otherwise.
   *
   * @param writer any writer; one that is no {@link PlainWriter} escapes nothing
   * @param sequence the characters, with no part of a name in them
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
    // The filter hides the errors of the writer behind it, which keeps quiet about them.
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
      // The line separator of Windows is none of a name.
      out.write(part.equals(System.lineSeparator()) ? part : PlainText.lines(part));
    }
  }
}
