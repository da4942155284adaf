package io.elevator.cli;

import io.elevator.core.BlockLayers;
import io.elevator.report.comparison.SweepTable;
import io.elevator.workload.compare.CaseResult;
import io.elevator.workload.compare.CaseRun;
import io.elevator.workload.compare.CaseSpec;
import io.elevator.workload.compare.ComparisonRun;
import io.elevator.workload.files.FileRoles;
import io.elevator.workload.input.SourcePosition;
import io.elevator.workload.input.UserError;
import io.elevator.workload.job.Assignment;
import io.elevator.workload.job.CommandLineJobs;
import io.elevator.workload.job.JobFile;
import io.elevator.workload.job.JobFileReader;
import io.elevator.workload.job.JobResolver;
import io.elevator.workload.run.DriveOptions;
import io.elevator.workload.sweep.Axis;
import io.elevator.workload.sweep.Point;
import io.elevator.workload.sweep.Sweep;
import io.elevator.workload.sweep.SweepResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code ioc sweep}: runs one job file with all combinations of given values, in virtual time. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = "ioc sweep [OPTIONS] [--JOB_OPTION[=VALUE]...] --vary ATTR=a,b,... JOB.fio",
    description = {
      "Run a job file on simulated drives at all combinations of values; print them as CSV.",
      "What comes out does not depend on the number of processors."
    })
final class SweepCommand implements Callable<Integer> {
  private static final String SIMULATED = "sim-";

  @SuppressWarnings("NullAway.Init") // picocli sets this field before it calls the command.
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets this field before it calls the command.
  @Parameters(paramLabel = "JOB.fio", description = "The job file; - reads standard input.")
  private String jobFile;

  @Unmatched private List<String> jobOptions = new ArrayList<>();

  @Option(
      names = "--vary",
      paramLabel = "ATTR=a,b,...",
      required = true,
      description =
          "What to vary: elevator, driver, seed, an attribute of the elevator, ELEVATOR.ATTR for one"
              + " elevator alone, driver.OPTION, or job.OPTION; may be given again.")
  private List<String> vary = new ArrayList<>();

  @Option(
      names = "--elevator",
      paramLabel = "NAME",
      description = "The elevator, where it is not varied.")
  private @Nullable String elevator;

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      defaultValue = "sim-hdd",
      description = "The simulated drive, where it is not varied (default: ${DEFAULT-VALUE}).")
  private String driver = "sim-hdd";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Points that run at once (default: as many as there are processors).")
  private @Nullable Integer threads;

  @Mixin private final LayerArguments layer;

  @Mixin private ComparisonOutput output = new ComparisonOutput();

  private final InterruptWatch watch;
  private final Queue<ComparisonRun> running = new ConcurrentLinkedQueue<>();
  private volatile boolean interrupted;

  /**
   * Creates the command with further settings of the block layer, for tests and embedding
   * applications.
   *
   * @param additions further settings of the block layer
   * @param watch watch that is informed when the work begins, so that an interrupt ends the work
   *     early
   */
  SweepCommand(Consumer<BlockLayers.Builder> additions, InterruptWatch watch) {
    this.layer = new LayerArguments(additions);
    this.watch = watch;
  }

  @Override
  public Integer call() {
    if (threads != null && threads < 1) {
      throw new UserError("--threads: '" + threads + "' is out of range; expected at least 1");
    }
    List<Axis> axes = vary.stream().map(Axis::parse).toList();
    if (axes.stream().map(Axis::name).distinct().count() < axes.size()) {
      throw new UserError("--vary: something is varied twice");
    }
    JobFile jobs = watch.reading(jobFile, () -> JobFileReader.read(jobFile, System.in));
    List<Assignment> overrides =
        new CommandLineJobs(jobOptions, spec.commandLine().getCommandSpec().optionsMap().keySet())
            .overrides();
    List<Point> points = Point.all(axes, elevator == null ? "" : elevator);
    layer.drives().requireElevators(elevators(points));
    FileRoles roles = new FileRoles();
    JobFileRoles.add(jobs, roles);
    // The jobs of all points are resolved first, so that a misspelt option is reported at once and
    // not after an hour.
    for (Point point : points) {
      JobResolver.resolve(jobs, overridesOf(overrides, point));
      simulated(point);
    }
    ProgressDisplay display = output.arguments().display(spec.commandLine().getErr());
    try (ComparisonOutput files = output) {
      files.open(roles);
      return watch.during(() -> sweep(axes, points, jobs, overrides, display), this::interrupt);
    }
  }

  private void interrupt() {
    interrupted = true;
    running.forEach(ComparisonRun::interrupt);
  }

  private int sweep(
      List<Axis> axes,
      List<Point> points,
      JobFile jobs,
      List<Assignment> overrides,
      ProgressDisplay display) {
    SweepProgress progress =
        new SweepProgress(
            points.size(),
            spec.commandLine().getErr(),
            output.arguments().watched(),
            InstantSource.system());
    List<SweepResult> results =
        Sweep.run(
            points,
            threads == null ? Runtime.getRuntime().availableProcessors() : threads,
            point -> run(point, jobs, overrides, display),
            progress::show);
    progress.clear();
    PrintWriter out = spec.commandLine().getOut();
    output.write(
        SweepTable.tree(
            Path.of(jobFile).getFileName() + ", sweep",
            Version.number(),
            layer.seed(),
            axes,
            results),
        SweepTable.csv(axes, results),
        out);
    if (interrupted) {
      display.complain("interrupted; the report covers the points that had ended");
      return ExitStatus.INTERRUPTED;
    }
    return results.stream().anyMatch(each -> each.result().first().failed())
        ? ExitStatus.FAILED
        : ExitStatus.OK;
  }

  private @Nullable SweepResult run(
      Point point, JobFile jobs, List<Assignment> overrides, ProgressDisplay display) {
    ComparisonRun run =
        layer.comparison(JobResolver.resolve(jobs, overridesOf(overrides, point)), display, false);
    running.add(run);
    try {
      if (interrupted) {
        return null;
      }
      CaseSpec asked = caseSpec(point);
      String given = point.at().get(Axis.SEED);
      CaseRun made = run.run(asked, 0, given == null ? layer.seed() : Long.parseLong(given));
      return made == null ? null : new SweepResult(point, new CaseResult(asked, List.of(made)));
    } finally {
      running.remove(run);
    }
  }

  private Set<String> elevators(List<Point> points) {
    Set<String> names = new LinkedHashSet<>();
    for (Point point : points) {
      String used = point.at().getOrDefault(Axis.ELEVATOR, elevator);
      if (used != null) {
        names.add(used);
      }
    }
    return names;
  }

  private String simulated(Point point) {
    String name = point.at().getOrDefault(Axis.DRIVER, driver);
    if (!name.startsWith(SIMULATED)) {
      throw new UserError(
          "--driver: '" + name + "' is no simulated drive; a sweep needs one, such as sim-hdd");
    }
    return name;
  }

  private CaseSpec caseSpec(Point point) {
    String used = point.at().getOrDefault(Axis.ELEVATOR, elevator);
    DriveOptions base = layer.drives().with(used);
    Map<String, String> attributes = new LinkedHashMap<>(base.attributes());
    Map<String, String> options = new LinkedHashMap<>(base.driverOptions());
    point
        .at()
        .forEach((name, value) -> {
          if (name.startsWith("driver.")) {
            options.put(name.substring("driver.".length()), value);
          } else if (!name.startsWith("job.")
              && !List.of(Axis.ELEVATOR, Axis.DRIVER, Axis.SEED).contains(name)) {
            attributes.put(name.substring(name.indexOf('.') + 1), value);
          }
        });
    return new CaseSpec(
        used == null ? "" : used,
        simulated(point),
        new DriveOptions(used, attributes, options, base.depth(), base.nrRequests()));
  }

  private static List<Assignment> overridesOf(List<Assignment> given, Point point) {
    List<Assignment> all = new ArrayList<>(given);
    point
        .at()
        .forEach((name, value) -> {
          if (name.startsWith("job.")) {
            all.add(
                new Assignment(
                    SourcePosition.commandLine("--vary"), name.substring("job.".length()), value));
          }
        });
    return all;
  }
}
