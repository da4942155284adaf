package io.elevator.cli;

import io.elevator.core.BlockLayers;
import io.elevator.workload.compare.CaseResult;
import io.elevator.workload.compare.CaseRun;
import io.elevator.workload.compare.CaseSpec;
import io.elevator.workload.compare.Comparison;
import io.elevator.workload.files.FileRoles;
import io.elevator.workload.input.UserError;
import io.elevator.workload.replay.Pace;
import io.elevator.workload.replay.ReplayRun;
import io.elevator.workload.session.LayerSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ioc replay}: performs the I/Os of a recorded trace again. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Replay a recorded trace through one elevator or several.",
      "The format is found out: fio iolog (version 2 or 3), blkparse text, or CSV of MSR Cambridge,"
          + " Alibaba or Tencent, packed with gzip or not. Writes of the trace are written: what the"
          + " file or device holds is lost."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final String AS_FAST_AS_POSSIBLE = "max";
  private static final int DEPTH_AT_FULL_SPEED = 32;
  private static final int DEPTH_OF_TRACE = 1 << 16;

  @SuppressWarnings("NullAway.Init") // picocli sets this field before it calls the command.
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets this field before it calls the command.
  @Parameters(paramLabel = "TRACE", description = "The trace.")
  private Path trace;

  @Option(
      names = {"--elevators", "--elevator"},
      paramLabel = "NAME",
      split = ",",
      description = "The elevators, one after another (default: the queue's own choice).")
  private List<String> elevators = new ArrayList<>();

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      defaultValue = "sim-ssd",
      description = "The driver (default: ${DEFAULT-VALUE}).")
  private String driver = "sim-ssd";

  @Option(
      names = "--filename",
      paramLabel = "PATH",
      description = "The file or device that drivers of files work on; it exists.")
  private @Nullable Path filename;

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description =
          "How many times as fast as recorded; max for as fast as possible (default:"
              + " ${DEFAULT-VALUE}).")
  private String speed = "1";

  @Option(
      names = "--iodepth",
      paramLabel = "N",
      description =
          "I/Os in flight at most (default: 32 with --speed max, else as many as the trace has).")
  private @Nullable Integer depth;

  @Mixin private final LayerArguments layer;

  @Mixin private ComparisonOutput output = new ComparisonOutput();

  private final InterruptWatch watch;

  /**
   * Creates the command with further settings of the block layer, for tests and embedding
   * applications.
   *
   * @param additions further settings of the block layer
   * @param watch watch that is informed when the work begins, so that an interrupt ends the work
   *     early
   */
  ReplayCommand(Consumer<BlockLayers.Builder> additions, InterruptWatch watch) {
    this.layer = new LayerArguments(additions);
    this.watch = watch;
  }

  @Override
  public Integer call() {
    Pace pace = pace();
    ProgressDisplay display = output.arguments().display(spec.commandLine().getErr());
    layer.drives().requireElevators(elevators);
    if (elevators.size() > 1 && Files.exists(trace) && !Files.isRegularFile(trace)) {
      throw new UserError(
          trace + ": is no file that could be read again for each elevator; expected one elevator");
    }
    FileRoles roles = new FileRoles();
    roles.input("the trace", trace.toString());
    if (filename != null) {
      roles.data(filename);
    }
    try (ComparisonOutput files = output) {
      files.open(roles);
      ReplayRun run = new ReplayRun(trace, pace, filename, display::complain, output.hasPage());
      LayerSource layers = layer.source(run::defect, display::tell);
      return watch.during(() -> replay(run, layers, display), run::interrupt);
    }
  }

  private int replay(ReplayRun run, LayerSource layers, ProgressDisplay display) {
    List<String> names = new ArrayList<>(elevators);
    if (names.isEmpty()) {
      names.add("");
    }
    List<CaseResult> results = new ArrayList<>();
    for (String name : names) {
      if (run.isInterrupted()) {
        break;
      }
      CaseSpec asked =
          new CaseSpec(name, driver, layer.drives().with(name.isEmpty() ? null : name));
      CaseRun made = run.run(asked, layers, 0, layer.seed());
      results.add(
          new CaseResult(
              new CaseSpec(made.elevator(), asked.driver(), asked.options()), List.of(made)));
    }
    Comparison comparison =
        new Comparison(
            trace.getFileName() + " on " + driver,
            Version.number(),
            layer.seed(),
            run.isInterrupted(),
            results);
    output.write(comparison, spec.commandLine().getOut());
    if (run.isInterrupted()) {
      display.complain("interrupted; the report covers the time until then");
      return ExitStatus.INTERRUPTED;
    }
    return comparison.failed() ? ExitStatus.FAILED : ExitStatus.OK;
  }

  private Pace pace() {
    if (depth != null && depth < 1) {
      throw new UserError("--iodepth: '" + depth + "' is out of range; expected at least 1");
    }
    double factor = factor();
    int standard = Double.isInfinite(factor) ? DEPTH_AT_FULL_SPEED : DEPTH_OF_TRACE;
    return new Pace(factor, depth == null ? standard : depth);
  }

  private double factor() {
    if (speed.equals(AS_FAST_AS_POSSIBLE)) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      double factor = Double.parseDouble(speed);
      if (factor > 0 && !Double.isInfinite(factor)) {
        return factor;
      }
    } catch (NumberFormatException e) {
      throw new UserError("--speed: '" + speed + "' is no number; expected a factor or max", e);
    }
    throw new UserError("--speed: '" + speed + "' is out of range; expected above 0, or max");
  }
}
