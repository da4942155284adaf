package io.elevator.cli;

import io.elevator.report.fio.JsonReport;
import io.elevator.report.fio.NormalReport;
import io.elevator.report.fio.TerseReport;
import io.elevator.report.text.PlainText;
import io.elevator.workload.files.OutputFile;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.session.RunReport;
import io.elevator.workload.session.RunSetting;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Output of a report: its destination and format. It is opened before the run, so that a file that
 * cannot be written is reported early. The file gets its new content in {@link #finish}.
 */
final class ReportOutput implements AutoCloseable {
  private final PrintWriter writer;
  private final String name;
  private final @Nullable OutputFile file;
  private final OutputFormat format;
  private final int terseVersion;

  /**
   * Opens the output of a report.
   *
   * @param path path of the file, null for {@code standard}
   * @param terseVersion version number of the terse report
   */
  ReportOutput(@Nullable Path path, PrintWriter standard, OutputFormat format, int terseVersion) {
    this.format = format;
    this.terseVersion = terseVersion;
    this.name = path == null ? "standard output" : path.toString();
    this.file = path == null ? null : OutputFile.open("--output", path);
    PrintWriter raw = file == null ? standard : new PrintWriter(file.writer());
    this.writer = new PlainWriter(raw);
  }

  /** Prints the jobs that are about to run; only in the normal format. */
  void announce(JobSet workload, RunSetting setting) {
    if (format.normal()) {
      new NormalReport(writer).announce(workload, setting);
      writer.flush();
    }
  }

  /** Prints the results of the run. */
  void print(RunReport report) {
    if (format.terse()) {
      writer.print(TerseReport.text(report, terseVersion));
    }
    if (format.json()) {
      writer.print(PlainText.json(JsonReport.text(report, format.bins())));
    }
    if (format.normal()) {
      new NormalReport(writer).print(report);
    }
  }

  /** Writes buffered output, and gives the output file its final name. */
  void finish() {
    // A print writer does not throw its errors, so they must be queried.
    if (writer.checkError()) {
      if (file != null) {
        file.check();
      }
      throw new RunFailure(name + ": the report could not be written");
    }
    if (file != null) {
      file.commit();
    }
  }

  /** Deletes the output file, unless {@link #finish} has completed it. */
  @Override
  public void close() {
    if (file != null) {
      file.close();
    } else {
      writer.flush();
    }
  }
}
