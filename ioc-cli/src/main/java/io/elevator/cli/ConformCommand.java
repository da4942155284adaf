package io.elevator.cli;

import io.elevator.conformance.ConformanceVector;
import io.elevator.conformance.ReplayResult;
import io.elevator.conformance.VectorEvent;
import io.elevator.conformance.VectorFiles;
import io.elevator.conformance.VectorFormatException;
import io.elevator.conformance.VectorReplayer;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.plugins.PluginDiscovery;
import io.elevator.workload.input.Shortened;
import io.elevator.workload.input.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ioc conform}: replays conformance vectors with the elevators that they were recorded for.
 */
@Command(
    name = "conform",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Play conformance vectors, recordings of Linux's elevators, to the elevators found here.",
      "Prints a line for each vector that fails, then 'N passed, N failed' on the last line."
    })
final class ConformCommand implements Callable<Integer> {
  /** Number of notes of Linux 6.1 that are shown before a difference. */
  private static final int EARLIER_NOTES = 8;

  @SuppressWarnings("NullAway.Init") // picocli sets this field before it calls the command.
  @Spec
  private CommandSpec spec;

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "A vector (.vec or .vec.gz), or a folder with vectors in and below it.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--verbose",
      description = "Show the reference's notes around the first difference of a vector.")
  private boolean verbose;

  private int passed;
  private int failed;
  private int malformed;

  @Override
  @SuppressWarnings("try") // The plugins run from the discovery's copies of the jars.
  public Integer call() {
    PrintWriter out = new PlainWriter(spec.commandLine().getOut());
    PrintWriter err = spec.commandLine().getErr();
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      try {
        files.addAll(VectorFiles.list(path));
      } catch (IOException e) {
        throw new UserError("cannot find vectors: " + e.getMessage(), e);
      }
    }
    PluginRegistry registry = new PluginRegistry();
    try (PluginDiscovery discovery = plugins.discover(registry, err)) {
      for (Path file : files) {
        conform(file, registry, out, err);
      }
    } catch (IOException e) {
      err.println("ioc: plugins: " + e.getMessage());
    }
    out.println(passed + " passed, " + failed + " failed");
    if (malformed > 0) {
      return ExitStatus.USAGE;
    }
    return failed > 0 ? ExitStatus.FAILED : ExitStatus.OK;
  }

  private void conform(Path file, PluginRegistry registry, PrintWriter out, PrintWriter err) {
    ConformanceVector vector;
    try {
      vector = VectorFiles.read(file);
    } catch (VectorFormatException e) {
      // A bad file does not prevent the replay of the other files.
      err.println("ioc: " + Shortened.of(String.valueOf(e.getMessage()), Complaint.LONGEST));
      malformed++;
      return;
    } catch (IOException e) {
      throw new UserError("cannot read a vector: " + e.getMessage(), e);
    }
    ReplayResult result = replayer(vector, registry).replay(vector);
    if (result.passed()) {
      passed++;
      return;
    }
    failed++;
    out.println(result);
    ReplayResult.Difference difference = result.difference();
    if (verbose && difference != null) {
      for (VectorEvent.Note note : vector.notesAround(difference.line(), EARLIER_NOTES)) {
        out.println("    " + note.line() + ": " + note.text());
      }
    }
  }

  private static VectorReplayer replayer(ConformanceVector vector, PluginRegistry registry) {
    try {
      return new VectorReplayer(registry.elevator(vector.elevator()).type());
    } catch (NoSuchElementException e) {
      throw new UserError(vector.source() + ": " + e.getMessage(), e);
    }
  }
}
