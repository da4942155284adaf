package io.elevator.cli;

import io.elevator.report.fio.TerseReport;
import io.elevator.workload.input.UserError;
import picocli.CommandLine.Option;

/** Command-line options of fio for its terse report, except the option that names the format. */
final class TerseArguments {
  @Option(
      names = "--terse-version",
      paramLabel = "N",
      defaultValue = "3",
      description = "The version of fio's terse report, 2 to 5 (default: ${DEFAULT-VALUE}).")
  private int version = TerseReport.STANDARD;

  @Option(names = "--minimal", description = "The terse report, as --output-format=terse.")
  private boolean minimal;

  @Option(names = "--append-terse", description = "The terse report besides the others.")
  private boolean appended;

  /**
   * Returns the version of the terse report that the user has requested.
   *
   * @throws UserError if there is no such version
   */
  int version() {
    if (version < TerseReport.LEAST || version > TerseReport.MOST) {
      throw new UserError(
          "--terse-version: '" + version + "' is no version of the terse report; expected 2 to 5");
    }
    return version;
  }

  /**
   * Returns the formats of the report, including the terse one if these options request it.
   *
   * @param named formats named by {@code --output-format}
   */
  OutputFormat format(OutputFormat named) {
    if (minimal) {
      return new OutputFormat(true, false, false, false);
    }
    return appended ? named.withTerse() : named;
  }
}
