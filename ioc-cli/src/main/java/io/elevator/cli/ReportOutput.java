package io.elevator.cli;

import io.elevator.cli.files.Reason;
import io.elevator.cli.input.RunFailure;
import io.elevator.cli.job.Workload;
import io.elevator.cli.report.JsonReport;
import io.elevator.cli.report.NormalReport;
import io.elevator.cli.report.RunReport;
import io.elevator.cli.report.RunSetting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a report goes, and in which form. Opened before the run, so that it can not be in vain. */
final class ReportOutput implements AutoCloseable {
  private final PrintWriter writer;
  private final String name;
  private final boolean owned;
  private final OutputFormat format;

  /**
   * Opens the output.
   *
   * @param file null for {@code standard}
   */
  ReportOutput(@Nullable Path file, PrintWriter standard, OutputFormat format) {
    this.format = format;
    this.owned = file != null;
    this.name = file == null ? "standard output" : file.toString();
    if (file == null) {
      writer = standard;
    } else {
      try {
        writer = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new RunFailure("--output: " + file + ": " + Reason.of(e), e);
      }
    }
  }

  /** What is to be done; only people want to know. */
  void announce(Workload workload, RunSetting setting) {
    if (format == OutputFormat.NORMAL) {
      new NormalReport(writer).announce(workload, setting);
      writer.flush();
    }
  }

  /** What was done. */
  void print(RunReport report) {
    switch (format) {
      case NORMAL -> new NormalReport(writer).print(report);
      case JSON -> writer.print(JsonReport.text(report));
    }
  }

  /** Makes sure that everything has arrived. */
  void finish() {
    // A print writer keeps quiet about errors until it is asked.
    if (writer.checkError()) {
      throw new RunFailure(name + ": the report could not be written");
    }
  }

  @Override
  public void close() {
    if (owned) {
      writer.close();
    } else {
      writer.flush();
    }
  }
}
