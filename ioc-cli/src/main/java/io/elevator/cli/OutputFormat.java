package io.elevator.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The forms in which a report is written, as fio's {@code --output-format} selects them.
 *
 * @param terse whether the report contains a line of semicolon-separated values for each job
 * @param normal whether the report contains text for people
 * @param json whether the report contains JSON
 * @param bins whether the JSON also has all latencies, each with its count ({@code json+})
 */
record OutputFormat(boolean terse, boolean normal, boolean json, boolean bins) {
  /** Output format in which the report is only text for people. */
  static final OutputFormat NORMAL = new OutputFormat(false, true, false, false);

  /** Returns a copy of this format that also contains the terse report. */
  OutputFormat withTerse() {
    return new OutputFormat(true, normal, json, bins);
  }

  /**
   * Returns the names of the forms, as the option takes them. picocli calls this method at each
   * start. It is written out, because the JVM would generate code for the one of a record.
   */
  @Override
  public String toString() {
    StringBuilder names = new StringBuilder();
    if (normal) {
      names.append("normal,");
    }
    if (terse) {
      names.append("terse,");
    }
    if (json) {
      names.append(bins ? "json+," : "json,");
    }
    names.setLength(Math.max(0, names.length() - 1));
    return names.toString();
  }

  /** Parser for a list of format names, which are separated by commas. */
  static final class Converter implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String value) {
      boolean terse = false;
      boolean normal = false;
      boolean json = false;
      boolean bins = false;
      for (String name : value.split(",", -1)) {
        switch (name) {
          case "normal" -> normal = true;
          case "json" -> json = true;
          case "json+" -> {
            json = true;
            bins = true;
          }
          case "terse" -> terse = true;
          default ->
              throw new TypeConversionException(
                  "'"
                      + name
                      + "' is not a format; expected normal, terse, json or json+, or several of"
                      + " them separated by commas");
        }
      }
      return new OutputFormat(terse, normal, json, bins);
    }
  }
}
