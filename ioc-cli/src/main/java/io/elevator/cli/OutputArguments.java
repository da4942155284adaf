package io.elevator.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Command-line options for the destination and format of a report, and for progress and other
 * messages.
 */
final class OutputArguments {
  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      defaultValue = "normal",
      converter = OutputFormat.Converter.class,
      description =
          "normal, terse (ioc run only), json, or json+ with all latencies; several with commas"
              + " between them (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.NORMAL;

  @Option(names = "--output", paramLabel = "FILE", description = "Write the report to a file.")
  private @Nullable Path file;

  @Option(names = "--quiet", description = "Say nothing but the report and errors.")
  private boolean quiet;

  @Option(
      names = "--eta",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description =
          "When to show progress: auto (on a terminal), always or never (default:"
              + " ${DEFAULT-VALUE}).")
  private Eta eta = Eta.AUTO;

  /**
   * Condition under which progress is shown. The values are those of fio's option {@code --eta}.
   */
  private enum Eta {
    AUTO,
    ALWAYS,
    NEVER
  }

  OutputFormat format() {
    return format;
  }

  /** Returns the path of the report, null for standard output. */
  @Nullable Path file() {
    return file;
  }

  /** Returns whether to print only the report and errors, and no other messages. */
  boolean quiet() {
    return quiet;
  }

  /** Returns whether to show the progress of the run. */
  boolean watched() {
    return !quiet && (eta == Eta.ALWAYS || (eta == Eta.AUTO && Terminal.isStandardError()));
  }

  /**
   * Returns a progress display that writes to {@code err}. It shows nothing if progress is not to
   * be shown.
   */
  ProgressDisplay display(PrintWriter err) {
    return new ProgressDisplay(err, watched(), InstantSource.system());
  }
}
