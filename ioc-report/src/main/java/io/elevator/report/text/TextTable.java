package io.elevator.report.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Text table. Each column is as wide as its widest cell; columns are two blanks apart. Not
 * thread-safe.
 */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();
  private final int[] widths;

  /** Creates a table that has only a header row. */
  public TextTable(List<String> header) {
    widths = new int[header.size()];
    add(header);
  }

  /** Adds a row with as many cells as the header. */
  public void add(List<String> cells) {
    if (cells.size() != widths.length) {
      throw new IllegalArgumentException(
          "a row of " + cells.size() + " cells; expected " + widths.length);
    }
    List<String> row = cells.stream().map(PlainText::of).toList();
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], row.get(i).length());
    }
    rows.add(row);
  }

  /** Returns the lines of the table without trailing blanks. The header is the first line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] + 2 - row.get(i).length());
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
