package io.elevator.cli;

import io.elevator.cli.compare.Comparison;
import io.elevator.cli.compare.ComparisonRows;
import io.elevator.cli.compare.ComparisonTree;
import io.elevator.cli.files.Reason;
import io.elevator.cli.input.RunFailure;
import io.elevator.cli.page.Page;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Where the figures of several runs go: a table or JSON, and a page beside it. */
final class ComparisonOutput {
  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with charts, one file that needs no network.")
  private @Nullable Path html;

  @Mixin private OutputArguments arguments = new OutputArguments();

  /** What is not about pages. */
  OutputArguments arguments() {
    return arguments;
  }

  /** Whether a page is asked for. */
  boolean hasPage() {
    return html != null;
  }

  /** Fails before the work does, if the files can not be written. */
  void check() {
    touch("--html", html);
    touch("--output", arguments.file());
  }

  private static void touch(String option, @Nullable Path file) {
    if (file != null) {
      write(option, file, "");
    }
  }

  /** Writes everything about {@code comparison}. */
  void write(Comparison comparison, PrintWriter standard) {
    StringBuilder text = new StringBuilder();
    TextTable table = new TextTable(ComparisonRows.HEADER);
    ComparisonRows.of(comparison).forEach(table::add);
    text.append(comparison.title()).append('\n').append('\n');
    table.lines().forEach(line -> text.append(line).append('\n'));
    comparison.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    write(ComparisonTree.of(comparison), text.toString(), standard);
  }

  /** Writes a tree and its look for people. */
  void write(ObjectNode tree, String text, PrintWriter standard) {
    String report = arguments.format() == OutputFormat.JSON ? Page.json(tree) : text;
    if (html != null) {
      write("--html", html, Page.of(tree));
    }
    Path output = arguments.file();
    if (output != null) {
      write("--output", output, report);
      return;
    }
    standard.print(report);
    // A print writer keeps quiet about errors until it is asked.
    if (standard.checkError()) {
      throw new RunFailure("standard output: the report could not be written");
    }
  }

  private static void write(String option, Path file, String text) {
    try {
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new RunFailure(option + ": " + file + ": " + Reason.of(e), e);
    }
  }
}
