package io.elevator.workload.session;

import io.elevator.api.BlockLayer;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.core.time.RealTime;
import io.elevator.core.time.TimeBase;
import io.elevator.core.time.VirtualTime;
import io.elevator.workload.files.FileLayout;
import io.elevator.workload.files.FilePlan;
import io.elevator.workload.files.FilePlanner;
import io.elevator.workload.files.FileSizes;
import io.elevator.workload.files.TargetFile;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.job.LayerSpec;
import io.elevator.workload.log.BandwidthLog;
import io.elevator.workload.log.JobLogs;
import io.elevator.workload.run.DriveOptions;
import io.elevator.workload.run.Drives;
import io.elevator.workload.run.EndWait;
import io.elevator.workload.run.JobOutcome;
import io.elevator.workload.run.JobRun;
import io.elevator.workload.run.ProcUsageMeter;
import io.elevator.workload.run.RealWait;
import io.elevator.workload.run.VirtualWait;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run, from the jobs to their figures. One thread calls {@link #run}; any thread may call the
 * other methods. {@link #interrupt} writes {@link #interrupted} before it reads {@link #current},
 * and {@link #run} writes {@link #current} before it reads {@link #interrupted}. Both fields are
 * volatile, so an interrupt at any time has an effect.
 */
public final class RunSession {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final JobSet workload;
  private final DriveOptions options;
  private final String driver;
  private final String version;
  private final long seed;
  private final InstantSource calendar;
  private final RunObserver observer;

  private final ConcurrentLinkedQueue<String> notices = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean defective = new AtomicBoolean();

  /**
   * Option that forbids to create or extend files, or null; written before {@link #run} by the
   * thread that calls it.
   */
  private @Nullable String layoutForbiddenBy;

  /**
   * Log of the bandwidth of all jobs, null if there is none. Written before {@link #run} and used
   * by the thread that runs it.
   */
  private @Nullable BandwidthLog bandwidthLog;

  /**
   * Time at which the jobs began, in nanoseconds of the run's clock; used only by the thread in
   * {@link #run}.
   */
  private long begunNanos;

  private volatile boolean interrupted;
  private volatile @Nullable JobRun current;

  /**
   * Creates a session for one run.
   *
   * @param workload jobs to run
   * @param options options for the drives, which apply unless jobs set them
   * @param driver name of the driver, or {@link DriverChoice#AUTO}
   * @param seed seed of everything that is drawn
   * @param version version of this command, for the report
   * @param calendar source of calendar times
   * @param observer observer of the run
   */
  public RunSession(
      JobSet workload,
      DriveOptions options,
      String driver,
      long seed,
      String version,
      InstantSource calendar,
      RunObserver observer) {
    this.workload = workload;
    this.options = options;
    this.driver = driver;
    this.seed = seed;
    this.version = version;
    this.calendar = calendar;
    this.observer = observer;
  }

  /**
   * Makes {@link #run} refuse to create or extend files. Called before {@link #run}.
   *
   * @param option option that forbids it, for the message
   */
  public void forbidLayout(String option) {
    layoutForbiddenBy = option;
  }

  /**
   * Makes {@link #run} write the bandwidth of all jobs together to {@code log}. Called before
   * {@link #run}.
   */
  public void logBandwidth(BandwidthLog log) {
    bandwidthLog = log;
  }

  /** Adds a message of a driver for users to the notes of the report. */
  public void notice(String text) {
    notices.add(text);
  }

  /** Reports a defect of the library or of a plugin; the run then counts as failed. */
  public void defect(String where, Throwable failure) {
    defective.set(true);
    observer.complain("internal error in " + where + ": " + failure);
  }

  /** Ends the session early. The figures collected until then are reported. */
  public void interrupt() {
    interrupted = true;
    JobRun run = current;
    if (run != null) {
      run.interrupt();
    }
  }

  /** Runs the jobs on a new block layer and returns their figures. */
  public RunResult run(LayerSource layers) {
    boolean virtual = DriverChoice.seemsVirtual(driver, workload.jobs());
    @Nullable RunResult result = attempt(layers, virtual);
    if (result == null) {
      // The driver's name suggested the wrong kind of time. The driver itself has been found now
      // and needs the other kind.
      result = attempt(layers, !virtual);
    }
    return result == null ? new RunResult(null, false, true) : result;
  }

  /**
   * Runs the jobs on an open layer, which runs in {@code time}. Opens and closes the queues that
   * the jobs need; the layer stays open.
   *
   * @throws UserError if the jobs' drivers need another kind of time than the layer's
   */
  public RunResult run(BlockLayer layer, TimeBase time) {
    DriverChoice choice = new DriverChoice(driver, layer);
    if (choice.isVirtual(workload.jobs()) != time.isVirtual()) {
      Job first = workload.jobs().getFirst();
      throw first
          .spec()
          .given()
          .error(
              "the driver '"
                  + choice.of(first)
                  + "' needs a block layer in "
                  + (time.isVirtual() ? "real" : "virtual")
                  + " time",
              "driver",
              "ioengine");
    }
    return run(layer, time, choice);
  }

  /**
   * Runs the jobs on an open queue, which stays open. The files of the jobs are consecutive parts
   * of its drive.
   *
   * @throws UserError if a job asks for a driver or an elevator
   */
  public RunResult run(BlockLayer layer, TimeBase time, RequestQueue queue) {
    for (Job job : workload.jobs()) {
      LayerSpec wishes = job.spec().layer();
      if (wishes.driver() != null || wishes.elevator() != null || !wishes.attributes().isEmpty()) {
        throw job.spec()
            .given()
            .error(
                "the queue '"
                    + queue.name()
                    + "' is open already; expected no driver, elevator or elevator_attr",
                "driver",
                "elevator",
                "elevator_attr");
      }
    }
    FilePlan plan =
        new FilePlanner(job -> queue.name(), name -> false, FileSizes.ofFileSystem())
            .plan(workload.jobs());
    checkBeforeWork(plan);
    try (Drives drives = Drives.on(layer, queue, plan)) {
      observer.opened(layer, drives, time.now());
      return run(layer, time, Set.of(), plan, drives);
    }
  }

  /**
   * Checks the jobs for errors that would otherwise be found only after files were created or I/O
   * was done.
   */
  private void checkBeforeWork(FilePlan plan) {
    JobRun.checkMemory(workload, plan);
    JobLogs.requireWritable(workload.jobs());
  }

  /** Runs the jobs on a new layer; returns null if the driver needs the other kind of time. */
  private @Nullable RunResult attempt(LayerSource layers, boolean virtual) {
    try (TimeBase time = virtual ? new VirtualTime() : realTime();
        BlockLayer layer = layers.open(time)) {
      DriverChoice choice = new DriverChoice(driver, layer);
      if (choice.isVirtual(workload.jobs()) != virtual) {
        return null;
      }
      layer.pluginProblems().forEach(problem -> observer.warn(LayerSource.line(problem)));
      return run(layer, time, choice);
    }
  }

  private RealTime realTime() {
    // The JDK's own numbering of threads has the JVM generate code at each start.
    AtomicInteger number = new AtomicInteger();
    return new RealTime(
        job ->
            Thread.ofPlatform()
                .daemon()
                .name("ioc-time-" + number.getAndIncrement())
                .unstarted(job),
        Runtime.getRuntime().availableProcessors(),
        this::defect);
  }

  private RunResult run(BlockLayer layer, TimeBase time, DriverChoice choice) {
    FilePlanner planner =
        new FilePlanner(
            choice::of,
            name -> Drives.worksOnFiles(Drives.driver(layer, name)),
            FileSizes.ofFileSystem());
    FilePlan plan = planner.plan(workload.jobs());
    checkBeforeWork(plan);
    if (!layOut(layer, plan)) {
      return new RunResult(null, true, false);
    }
    try (Drives drives = Drives.open(layer, plan, options)) {
      observer.opened(layer, drives, time.now());
      return run(layer, time, choice.notes(), plan, drives);
    } finally {
      FileLayout.unlink(plan);
    }
  }

  /** Creates missing files; returns false if an interrupt ended that. */
  private boolean layOut(BlockLayer layer, FilePlan plan) {
    if (plan.files().stream().anyMatch(TargetFile::needsLayout)) {
      if (layoutForbiddenBy != null) {
        throw missing(plan, layoutForbiddenBy);
      }
      Drives.rehearse(layer, options);
    }
    FileLayout layout = new FileLayout(() -> interrupted, observer::tell);
    return layout.make(plan) && layout.preRead(plan);
  }

  private static RunFailure missing(FilePlan plan, String option) {
    TargetFile file =
        plan.files().stream().filter(TargetFile::needsLayout).findFirst().orElseThrow();
    return new RunFailure(
        file.path()
            + ": has "
            + Math.max(file.existingBytes(), 0)
            + " bytes, the jobs need "
            + file.bytes()
            + ", and "
            + option
            + " forbids to make it longer");
  }

  private RunResult run(
      BlockLayer layer, TimeBase time, Set<String> driverNotes, FilePlan plan, Drives drives) {
    Set<String> known = new LinkedHashSet<>(workload.notes());
    known.addAll(driverNotes);
    known.addAll(plan.notes());
    known.addAll(notices);
    String driverNames =
        plan.files().stream().map(TargetFile::driver).distinct().collect(Collectors.joining(","));
    RunSetting setting =
        new RunSetting(
            version,
            ProcessHandle.current().pid(),
            driverNames,
            drives.elevators(),
            seed,
            time.isVirtual());
    EndWait wait =
        time instanceof VirtualTime virtual
            ? new VirtualWait(virtual, LOOK_NANOS, () -> look(time))
            : new RealWait(LOOK_NANOS, () -> look(time));
    try (JobRun run =
        new JobRun(
            workload,
            plan,
            drives,
            layer,
            time,
            wait,
            new ProcUsageMeter(calendar),
            observer::complain,
            seed,
            observer::watch)) {
      return execute(run, drives, time, setting, known);
    }
  }

  private RunResult execute(
      JobRun run, Drives drives, TimeBase time, RunSetting setting, Set<String> known) {
    observer.announce(workload.withNotes(List.copyOf(known)), setting);
    current = run;
    if (interrupted) {
      run.interrupt();
    }
    long epochMillis = calendar.millis();
    begunNanos = time.now();
    List<JobOutcome> outcomes = run.execute();
    long elapsed = time.now() - begunNanos;
    run.writeLogs(epochMillis);
    BandwidthLog log = bandwidthLog;
    if (log != null) {
      log.sample(elapsed, run.bytesMoved());
      log.commit();
    }
    List<StatisticsNode> statistics = drives.statistics();
    // These notices arrived after the announcement of the run, so a text report would not contain
    // them.
    notices.stream().filter(known::add).forEach(observer::warn);
    run.notes().forEach(observer::warn);
    known.addAll(run.notes());
    RunReport report =
        new RunReport(
            setting,
            workload.withNotes(List.copyOf(known)),
            RunReport.entries(workload, outcomes),
            calendar.instant(),
            ZoneId.systemDefault(),
            elapsed,
            run.isInterrupted(),
            statistics);
    boolean failed = outcomes.stream().anyMatch(outcome -> outcome.status().isError());
    return new RunResult(report, run.isInterrupted(), failed || defective.get());
  }

  private void look(TimeBase time) {
    JobRun run = current;
    if (run != null) {
      BandwidthLog log = bandwidthLog;
      if (log != null) {
        log.sample(time.now() - begunNanos, run.bytesMoved());
      }
      observer.progress(run.progress());
    }
  }
}
