package io.elevator.cli;

import io.elevator.api.BlockLayer;
import io.elevator.api.StatisticsNode;
import io.elevator.cli.files.FileLayout;
import io.elevator.cli.files.FilePlan;
import io.elevator.cli.files.FilePlanner;
import io.elevator.cli.files.FileSizes;
import io.elevator.cli.files.TargetFile;
import io.elevator.cli.job.Workload;
import io.elevator.cli.report.JobOutcome;
import io.elevator.cli.report.RunReport;
import io.elevator.cli.report.RunSetting;
import io.elevator.cli.run.DriveOptions;
import io.elevator.cli.run.Drives;
import io.elevator.cli.run.EndWait;
import io.elevator.cli.run.JobRun;
import io.elevator.cli.run.ProcUsageMeter;
import io.elevator.cli.run.RealWait;
import io.elevator.cli.run.VirtualWait;
import io.elevator.core.time.RealTime;
import io.elevator.core.time.TimeBase;
import io.elevator.core.time.VirtualTime;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run from the job file to the report. One thread calls {@link #run}; the other methods may be
 * called by any: {@link #interrupted} and {@link #current} are volatile and written before the
 * other is read, so that an interrupt is seen by the session or by the run, whenever it comes.
 */
final class RunSession {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Workload workload;
  private final DriveOptions options;
  private final String driver;
  private final long seed;
  private final boolean quiet;
  private final InstantSource calendar;
  private final ProgressDisplay display;

  private final ConcurrentLinkedQueue<String> notices = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean defective = new AtomicBoolean();
  private volatile boolean interrupted;
  private volatile @Nullable JobRun current;

  RunSession(
      Workload workload,
      DriveOptions options,
      String driver,
      long seed,
      boolean quiet,
      InstantSource calendar,
      ProgressDisplay display) {
    this.workload = workload;
    this.options = options;
    this.driver = driver;
    this.seed = seed;
    this.quiet = quiet;
    this.calendar = calendar;
    this.display = display;
  }

  /** Something that a driver wants users to know. */
  void notice(String text) {
    notices.add(text);
  }

  /** A defect of the library or of a plugin. */
  void defect(String where, Throwable failure) {
    defective.set(true);
    display.complain("internal error in " + where + ": " + failure);
  }

  /** Ends the session early, with the figures so far. */
  void interrupt() {
    interrupted = true;
    JobRun run = current;
    if (run != null) {
      run.interrupt();
    }
  }

  /**
   * Runs the jobs and writes the report.
   *
   * @return the exit status
   */
  int run(LayerSource layers, ReportOutput output) {
    boolean virtual = DriverChoice.seemsVirtual(driver);
    @Nullable Integer status = attempt(layers, output, virtual);
    if (status == null) {
      // The driver's name did not tell in which time it lives; now the driver has.
      status = attempt(layers, output, !virtual);
    }
    return status == null ? ExitStatus.FAILED : status;
  }

  /** Null if the driver wants the other kind of time. */
  private @Nullable Integer attempt(LayerSource layers, ReportOutput output, boolean virtual) {
    try (TimeBase time = virtual ? new VirtualTime() : realTime();
        BlockLayer layer = layers.open(time)) {
      DriverChoice choice = new DriverChoice(driver, layer);
      if (choice.isVirtual() != virtual) {
        return null;
      }
      if (!quiet) {
        layer.pluginProblems().forEach(problem -> display.complain(LayerSource.line(problem)));
      }
      return run(layer, time, choice, output);
    }
  }

  private RealTime realTime() {
    return new RealTime(
        Thread.ofPlatform().daemon().name("ioc-time-", 0).factory(),
        Runtime.getRuntime().availableProcessors(),
        this::defect);
  }

  private int run(BlockLayer layer, TimeBase time, DriverChoice choice, ReportOutput output) {
    FilePlanner planner =
        new FilePlanner(
            choice::of,
            name -> Drives.worksOnFiles(Drives.driver(layer, name)),
            FileSizes.ofFileSystem());
    FilePlan plan = planner.plan(workload.jobs());
    if (!layOut(layer, plan)) {
      return ExitStatus.INTERRUPTED;
    }
    try (Drives drives = Drives.open(layer, plan, options)) {
      return run(layer, time, choice, plan, drives, output);
    }
  }

  /** Makes missing files; false if that was interrupted. */
  private boolean layOut(BlockLayer layer, FilePlan plan) {
    if (plan.files().stream().anyMatch(TargetFile::needsLayout)) {
      Drives.rehearse(layer, options);
    }
    return new FileLayout(() -> interrupted, display::tell).make(plan);
  }

  private int run(
      BlockLayer layer,
      TimeBase time,
      DriverChoice choice,
      FilePlan plan,
      Drives drives,
      ReportOutput output) {
    Set<String> known = new LinkedHashSet<>(workload.notes());
    known.addAll(choice.notes());
    known.addAll(plan.notes());
    known.addAll(notices);
    String driverNames =
        plan.files().stream().map(TargetFile::driver).distinct().collect(Collectors.joining(","));
    RunSetting setting =
        new RunSetting(
            Version.number(),
            ProcessHandle.current().pid(),
            driverNames,
            drives.elevators(),
            seed,
            time.isVirtual());
    EndWait wait =
        time instanceof VirtualTime virtual
            ? new VirtualWait(virtual, LOOK_NANOS, this::look)
            : new RealWait(LOOK_NANOS, this::look);
    JobRun run =
        new JobRun(
            workload,
            plan,
            drives,
            layer,
            time,
            wait,
            new ProcUsageMeter(calendar),
            display::complain,
            seed);
    output.announce(workload.withNotes(List.copyOf(known)), setting);
    current = run;
    if (interrupted) {
      run.interrupt();
    }
    List<JobOutcome> outcomes = run.execute();
    display.clear();
    List<StatisticsNode> statistics = drives.statistics();
    known.addAll(notices);
    output.print(
        new RunReport(
            setting,
            workload.withNotes(List.copyOf(known)),
            RunReport.entries(workload, outcomes),
            calendar.instant(),
            ZoneId.systemDefault(),
            run.isInterrupted(),
            statistics));
    output.finish();
    if (run.isInterrupted()) {
      display.complain("interrupted; the report covers the time until then");
      return ExitStatus.INTERRUPTED;
    }
    boolean failed = outcomes.stream().anyMatch(outcome -> outcome.status().isError());
    return failed || defective.get() ? ExitStatus.FAILED : ExitStatus.OK;
  }

  private void look() {
    JobRun run = current;
    if (run != null) {
      display.show(run.progress());
    }
  }
}
