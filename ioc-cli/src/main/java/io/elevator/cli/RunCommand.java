package io.elevator.cli;

import io.elevator.core.BlockLayers;
import io.elevator.workload.files.FileRoles;
import io.elevator.workload.job.AccessMode;
import io.elevator.workload.job.CommandLineJobs;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobFile;
import io.elevator.workload.job.JobFileReader;
import io.elevator.workload.job.JobResolver;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.log.BandwidthLog;
import io.elevator.workload.run.DriveOptions;
import io.elevator.workload.run.ProgressSnapshot;
import io.elevator.workload.session.DriverChoice;
import io.elevator.workload.session.LayerSource;
import io.elevator.workload.session.RunObserver;
import io.elevator.workload.session.RunReport;
import io.elevator.workload.session.RunResult;
import io.elevator.workload.session.RunSession;
import io.elevator.workload.session.RunSetting;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code ioc run}: runs fio job files and reports in fio's formats. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = "ioc run [OPTIONS] [--JOB_OPTION[=VALUE]...] [JOB.fio...]",
    description = {
      "Run fio job files through an elevator and report as fio does.",
      "Options of job files may be given here, too: --bs=8k holds for all jobs of the files and"
          + " wins over what they say; --name=JOB begins a job of its own, as in fio."
    })
final class RunCommand implements Callable<Integer> {
  private static final String BANDWIDTH_LOG = "--bandwidth-log";
  private static final String READ_ONLY = "--readonly";

  @SuppressWarnings("NullAway.Init") // picocli sets this field before it calls the command.
  @Spec
  private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "JOB.fio",
      description = "Job files; - reads standard input.")
  private List<String> jobFiles = new ArrayList<>();

  @Unmatched private List<String> jobOptions = new ArrayList<>();

  @Option(
      names = "--elevator",
      paramLabel = "NAME",
      description = "The elevator, or none; 'ioc elevators' lists them.")
  private @Nullable String elevator;

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      defaultValue = DriverChoice.AUTO,
      description =
          "The driver: auto (by the jobs' ioengine), file, memory, null, or another that was found.")
  private String driver = DriverChoice.AUTO;

  @Mixin private final LayerArguments layer;

  @Option(
      names = "--section",
      paramLabel = "NAME",
      description = "Run only the jobs of that name in the job files; may be given again.")
  private List<String> sections = new ArrayList<>();

  @Option(names = READ_ONLY, description = "Refuse jobs that write or trim.")
  private boolean readOnly;

  @Option(names = "--parse-only", description = "Read the job files, check them and do nothing.")
  private boolean parseOnly;

  @Option(
      names = BANDWIDTH_LOG,
      description =
          "Write the bandwidth of all jobs together, each half second, to agg-read_bw.log,"
              + " agg-write_bw.log and agg-trim_bw.log in the current folder.")
  private boolean bandwidthLog;

  @Mixin private TerseArguments terse = new TerseArguments();

  @Mixin private OutputArguments output = new OutputArguments();

  private final InterruptWatch watch;

  /**
   * Creates the command with further settings of the block layer, for tests and embedding
   * applications.
   *
   * @param additions further settings of the block layer
   * @param watch watch that is informed when the work begins, so that an interrupt ends the work
   *     early
   */
  RunCommand(Consumer<BlockLayers.Builder> additions, InterruptWatch watch) {
    this.layer = new LayerArguments(additions);
    this.watch = watch;
  }

  @Override
  public Integer call() {
    ProgressDisplay display = output.display(spec.commandLine().getErr());
    layer.drives().requireElevators(elevator == null ? List.of() : List.of(elevator));
    DriveOptions options = layer.drives().with(elevator);
    FileRoles roles = new FileRoles();
    JobSet workload = workload(roles);
    JobFileRoles.add(workload, roles);
    if (parseOnly) {
      return ExitStatus.OK;
    }
    Path file = output.file();
    if (file != null) {
      roles.output("--output", file);
    }
    Path folder = Path.of("");
    if (bandwidthLog) {
      BandwidthLog.files(folder).forEach(log -> roles.output(BANDWIDTH_LOG, log));
    }
    try (BandwidthLog aggregate = bandwidthLog ? new BandwidthLog(BANDWIDTH_LOG, folder) : null;
        ReportOutput report =
            new ReportOutput(
                file,
                spec.commandLine().getOut(),
                terse.format(output.format()),
                terse.version())) {
      RunSession session =
          new RunSession(
              workload,
              options,
              driver,
              layer.seed(),
              Version.number(),
              InstantSource.system(),
              new Observer(display, report, output.quiet()));
      if (aggregate != null) {
        session.logBandwidth(aggregate);
      }
      if (readOnly) {
        session.forbidLayout(READ_ONLY);
      }
      LayerSource layers = layer.source(session::defect, session::notice);
      return watch.during(() -> report(session.run(layers), display, report), session::interrupt);
    }
  }

  /** Prints the results of a run and returns the exit status of the command. */
  private static int report(RunResult result, ProgressDisplay display, ReportOutput output) {
    display.clear();
    RunReport report = result.report();
    if (report != null) {
      output.print(report);
      output.finish();
    }
    if (result.interrupted()) {
      if (report != null) {
        display.complain("interrupted; the report covers the time until then");
      }
      return ExitStatus.INTERRUPTED;
    }
    return result.failed() ? ExitStatus.FAILED : ExitStatus.OK;
  }

  /** Observer that shows a run on the terminal, and announces its jobs at the top of its report. */
  private record Observer(ProgressDisplay display, ReportOutput output, boolean quiet)
      implements RunObserver {
    @Override
    public void announce(JobSet workload, RunSetting setting) {
      output.announce(workload, setting);
    }

    @Override
    public void progress(ProgressSnapshot snapshot) {
      display.progress(snapshot);
    }

    @Override
    public void tell(String text) {
      display.tell(text);
    }

    @Override
    public void warn(String text) {
      if (!quiet) {
        display.complain(text);
      }
    }

    @Override
    public void complain(String text) {
      display.complain(text);
    }
  }

  /**
   * Returns the jobs of the job files and those of the command line. Options of the command line
   * override those of the files.
   *
   * @param roles register to which the job files are added
   */
  private JobSet workload(FileRoles roles) {
    CommandLineJobs words =
        new CommandLineJobs(jobOptions, spec.commandLine().getCommandSpec().optionsMap().keySet());
    if (jobFiles.isEmpty() && !words.hasJobs()) {
      throw new ParameterException(
          spec.commandLine(), "no job: expected a job file, or --name=JOB and its options");
    }
    JobSet workload = null;
    for (String name : jobFiles) {
      JobFile file = watch.reading(name, () -> JobFileReader.read(name, System.in)).only(sections);
      JobFileRoles.add(file, roles);
      JobSet jobs = JobResolver.resolve(file, words.overrides());
      workload = workload == null ? jobs : workload.then(jobs);
    }
    if (words.hasJobs()) {
      JobSet jobs = JobResolver.resolve(words.jobs(), List.of());
      workload = workload == null ? jobs : workload.then(jobs);
    }
    Objects.requireNonNull(workload);
    if (readOnly) {
      workload.jobs().forEach(RunCommand::requireReads);
    }
    return workload;
  }

  private static void requireReads(Job job) {
    JobSpec jobSpec = job.spec();
    AccessMode mode = jobSpec.access().mode();
    if (mode.writes() || mode.trims()) {
      throw jobSpec
          .given()
          .error(
              "rw=" + mode.fioName() + " writes or trims, and " + READ_ONLY + " forbids that",
              "rw");
    }
  }
}
