package io.elevator.cli;

import io.elevator.report.comparison.ComparisonRows;
import io.elevator.report.comparison.ComparisonTree;
import io.elevator.report.page.Page;
import io.elevator.report.text.PlainText;
import io.elevator.report.text.TextTable;
import io.elevator.workload.compare.Comparison;
import io.elevator.workload.files.FileRoles;
import io.elevator.workload.files.OutputFile;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/**
 * Output of a comparison: a table or JSON, and optionally an HTML page. Call {@link #open} before
 * the runs, {@link #write} after them, and {@link #close} in any case.
 */
final class ComparisonOutput implements AutoCloseable {
  private static final String HTML = "--html";
  private static final String OUTPUT = "--output";

  @Option(
      names = HTML,
      paramLabel = "FILE",
      description = "Write a page with charts, one file that needs no network.")
  private @Nullable Path html;

  @Mixin private OutputArguments arguments = new OutputArguments();

  private @Nullable OutputFile page;
  private @Nullable OutputFile report;

  /** Returns the options for the output other than the HTML page. */
  OutputArguments arguments() {
    return arguments;
  }

  /** Returns whether the user has requested an HTML page. */
  boolean hasPage() {
    return html != null;
  }

  /**
   * Opens the output files, so that a file that cannot be written is reported before the work
   * begins.
   *
   * @param roles other files of the command, none of which may be an output
   */
  void open(FileRoles roles) {
    if (arguments.format().terse()) {
      throw new UserError(
          "--output-format: only 'ioc run' has the format terse; expected normal, json or json+");
    }
    Path output = arguments.file();
    if (html != null) {
      roles.output(HTML, html);
    }
    if (output != null) {
      roles.output(OUTPUT, output);
    }
    if (html != null) {
      page = OutputFile.open(HTML, html);
    }
    if (output != null) {
      report = OutputFile.open(OUTPUT, output);
    }
  }

  /** Writes the results of a comparison to all outputs. */
  void write(Comparison comparison, PrintWriter standard) {
    StringBuilder text = new StringBuilder();
    TextTable table = new TextTable(ComparisonRows.HEADER);
    ComparisonRows.of(comparison).forEach(table::add);
    text.append(comparison.title()).append('\n').append('\n');
    table.lines().forEach(line -> text.append(line).append('\n'));
    comparison.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    write(ComparisonTree.of(comparison), text.toString(), standard);
  }

  /**
   * Writes results to all outputs.
   *
   * @param tree results as JSON
   * @param text results as text
   * @param standard standard output
   */
  void write(ObjectNode tree, String text, PrintWriter standard) {
    String words =
        arguments.format().json() ? PlainText.json(Page.json(tree)) : PlainText.lines(text);
    if (page != null) {
      write(page, Page.of(tree));
    }
    if (report != null) {
      write(report, words);
      return;
    }
    standard.print(words);
    // A print writer does not throw its errors, so they must be queried.
    if (standard.checkError()) {
      throw new RunFailure("standard output: the report could not be written");
    }
  }

  private static void write(OutputFile file, String text) {
    file.write(text);
    file.commit();
  }

  /** Deletes output files that were not written completely. */
  @Override
  public void close() {
    if (page != null) {
      page.close();
    }
    if (report != null) {
      report.close();
    }
  }
}
