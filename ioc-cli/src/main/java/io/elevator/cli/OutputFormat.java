package io.elevator.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How a report looks: one form or several, as fio's option has it.
 *
 * @param terse whether there is one of a line for each job
 * @param normal whether there is one for people
 * @param json whether there is one for programs
 * @param bins whether that has all latencies besides, each with its count
 */
record OutputFormat(boolean terse, boolean normal, boolean json, boolean bins) {
  /** For people. */
  static final OutputFormat NORMAL = new OutputFormat(false, true, false, false);

  /** Returns this with the terse report besides. */
  OutputFormat withTerse() {
    return new OutputFormat(true, normal, json, bins);
  }

  /** Reads names separated by commas. */
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
