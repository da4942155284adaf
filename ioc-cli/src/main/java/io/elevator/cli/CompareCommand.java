package io.elevator.cli;

import io.elevator.core.BlockLayers;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.plugins.PluginDiscovery;
import io.elevator.workload.compare.CaseResult;
import io.elevator.workload.compare.CaseRun;
import io.elevator.workload.compare.CaseSpec;
import io.elevator.workload.compare.Comparison;
import io.elevator.workload.compare.ComparisonPlan;
import io.elevator.workload.compare.ComparisonRun;
import io.elevator.workload.files.FileRoles;
import io.elevator.workload.input.UserError;
import io.elevator.workload.job.CommandLineJobs;
import io.elevator.workload.job.JobFile;
import io.elevator.workload.job.JobFileReader;
import io.elevator.workload.job.JobResolver;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.session.DriverChoice;
import java.io.IOException;
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
import picocli.CommandLine.Unmatched;

/** {@code ioc compare}: runs the same jobs under several elevators or drivers and compares them. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = "ioc compare [OPTIONS] [--JOB_OPTION[=VALUE]...] JOB.fio",
    description = {
      "Run a job file under several elevators, drivers or both, and show the difference.",
      "Each run of a round has the same seed and finds its files in the same state. Options of job"
          + " files may be given here, too: --runtime=5."
    })
final class CompareCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets this field before it calls the command.
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets this field before it calls the command.
  @Parameters(paramLabel = "JOB.fio", description = "The job file; - reads standard input.")
  private String jobFile;

  @Unmatched private List<String> jobOptions = new ArrayList<>();

  @Option(
      names = {"--elevators", "--elevator"},
      paramLabel = "NAME",
      split = ",",
      description = "The elevators, none among them (default: none and all that were found).")
  private List<String> elevators = new ArrayList<>();

  @Option(
      names = {"--drivers", "--driver"},
      paramLabel = "NAME",
      split = ",",
      description = "The drivers (default: auto, by the jobs' ioengine).")
  private List<String> drivers = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "How often each is run, one after another in turn; each round has a seed of its own"
              + " (default: 3 on real drives, 1 in virtual time).")
  private @Nullable Integer rounds;

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
  CompareCommand(Consumer<BlockLayers.Builder> additions, InterruptWatch watch) {
    this.layer = new LayerArguments(additions);
    this.watch = watch;
  }

  @Override
  public Integer call() throws IOException {
    if (rounds != null && rounds < 1) {
      throw new UserError("--rounds: '" + rounds + "' is out of range; expected at least 1");
    }
    JobFile jobs = watch.reading(jobFile, () -> JobFileReader.read(jobFile, System.in));
    JobSet workload =
        JobResolver.resolve(
            jobs,
            new CommandLineJobs(
                    jobOptions, spec.commandLine().getCommandSpec().optionsMap().keySet())
                .overrides());
    ProgressDisplay display = output.arguments().display(spec.commandLine().getErr());
    List<CaseSpec> cases = cases();
    FileRoles roles = new FileRoles();
    JobFileRoles.add(jobs, roles);
    JobFileRoles.add(workload, roles);
    try (ComparisonOutput files = output) {
      files.open(roles);
      ComparisonRun run = layer.comparison(workload, display, output.hasPage());
      ComparisonPlan plan =
          new ComparisonPlan(workload, cases, rounds, layer.seed(), display::tell);
      return watch.during(() -> report(plan, run, display), run::interrupt);
    }
  }

  private int report(ComparisonPlan plan, ComparisonRun run, ProgressDisplay display) {
    List<CaseResult> results = plan.run(run);
    display.clear();
    Comparison comparison =
        new Comparison(
            Path.of(jobFile).getFileName() + ", seed " + layer.seed(),
            Version.number(),
            layer.seed(),
            run.isInterrupted(),
            results);
    if (!results.isEmpty()) {
      output.write(comparison, spec.commandLine().getOut());
    }
    if (run.isInterrupted()) {
      display.complain("interrupted; the report covers the runs that had ended");
      return ExitStatus.INTERRUPTED;
    }
    return results.stream().flatMap(each -> each.runs().stream()).anyMatch(CaseRun::failed)
        ? ExitStatus.FAILED
        : ExitStatus.OK;
  }

  private List<CaseSpec> cases() throws IOException {
    List<String> names = new ArrayList<>(elevators);
    if (names.isEmpty()) {
      names.add("none");
      PluginRegistry registry = new PluginRegistry();
      PluginDiscovery discovery = layer.plugins().discover(registry, spec.commandLine().getErr());
      try {
        registry.elevators().forEach(elevator -> names.add(elevator.name()));
      } finally {
        discovery.close();
      }
    }
    layer.drives().requireElevators(names);
    List<String> on = drivers.isEmpty() ? List.of(DriverChoice.AUTO) : drivers;
    List<CaseSpec> cases = new ArrayList<>();
    for (String driver : on) {
      for (String elevator : names) {
        cases.add(
            new CaseSpec(
                on.size() == 1 ? elevator : elevator + " on " + driver,
                driver,
                layer.drives().with(elevator)));
      }
    }
    return cases;
  }
}
