package io.elevator.workload.replay;

import io.elevator.api.BlockLayer;
import io.elevator.api.DriverInfo;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.core.time.RealTime;
import io.elevator.core.time.TimeBase;
import io.elevator.core.time.VirtualTime;
import io.elevator.workload.compare.CaseRun;
import io.elevator.workload.compare.CaseSpec;
import io.elevator.workload.compare.DecisionCounts;
import io.elevator.workload.compare.DecisionTimeline;
import io.elevator.workload.compare.DecisionWatch;
import io.elevator.workload.compare.TaskRun;
import io.elevator.workload.files.FileSizes;
import io.elevator.workload.input.ParameterError;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import io.elevator.workload.run.Drives;
import io.elevator.workload.run.EndWait;
import io.elevator.workload.run.ProcUsageMeter;
import io.elevator.workload.run.RealWait;
import io.elevator.workload.run.UsageMeter;
import io.elevator.workload.run.VirtualWait;
import io.elevator.workload.session.LayerSource;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runner that replays one trace on one drive with one elevator. One thread calls {@link #run}; any
 * thread may call {@link #interrupt} and {@link #defect}.
 */
public final class ReplayRun {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Path trace;
  private final Pace pace;
  private final @Nullable Path filename;
  private final Consumer<String> complaints;
  private final boolean listens;
  private final AtomicBoolean defective = new AtomicBoolean();
  private volatile boolean interrupted;

  /**
   * Creates a runner of replays.
   *
   * @param trace file of the trace
   * @param pace speed of the replay
   * @param filename file for drivers that work on files; null for other drivers
   * @param complaints receiver of errors, one line each
   * @param listens whether single decisions of the elevator are recorded
   */
  public ReplayRun(
      Path trace,
      Pace pace,
      @Nullable Path filename,
      Consumer<String> complaints,
      boolean listens) {
    this.trace = trace;
    this.pace = pace;
    this.filename = filename;
    this.complaints = complaints;
    this.listens = listens;
  }

  /** Ends the replay early. The figures collected until then remain valid. */
  public void interrupt() {
    interrupted = true;
  }

  /** Returns whether {@link #interrupt} was called. */
  public boolean isInterrupted() {
    return interrupted;
  }

  /** Reports a defect of the library or of a plugin; the replay then counts as failed. */
  public void defect(String where, Throwable failure) {
    defective.set(true);
    complaints.accept("internal error in " + where + ": " + failure);
  }

  /** Replays the trace with the options of a case. */
  public CaseRun run(CaseSpec spec, LayerSource layers, int round, long seed) {
    boolean virtual = spec.driver().startsWith("sim-");
    CaseRun run = attempt(spec, layers, virtual, round, seed);
    if (run == null) {
      run = attempt(spec, layers, !virtual, round, seed);
    }
    if (run == null) {
      throw new RunFailure(spec.driver() + ": the driver changes its mind about time");
    }
    return run;
  }

  /**
   * Replays the trace on a new block layer. Returns null if the driver needs the other kind of
   * time.
   *
   * @param virtual whether the layer runs in virtual time
   */
  private @Nullable CaseRun attempt(
      CaseSpec spec, LayerSource layers, boolean virtual, int round, long seed) {
    try (TimeBase time = virtual ? new VirtualTime() : realTime();
        BlockLayer layer = layers.open(time)) {
      DriverInfo driver = Drives.driver(layer, spec.driver());
      if (driver.virtualTime() != virtual) {
        return null;
      }
      EndWait wait =
          time instanceof VirtualTime moved
              ? new VirtualWait(moved, LOOK_NANOS, () -> {})
              : new RealWait(LOOK_NANOS, () -> {});
      try (TraceReader reader = TraceReader.open(trace, () -> interrupted);
          Arena arena = Arena.ofShared()) {
        // The queue is closed before the arena is, because its I/O may use the memory.
        RequestQueue queue = open(layer, config(spec, driver));
        try {
          return replay(layer, queue, time, wait, reader, arena, spec, round, seed);
        } finally {
          Drives.close(queue, virtual);
        }
      }
    }
  }

  private CaseRun replay(
      BlockLayer layer,
      RequestQueue queue,
      TimeBase time,
      EndWait wait,
      TraceReader reader,
      Arena arena,
      CaseSpec spec,
      int round,
      long seed) {
    Replayer replayer = new Replayer(layer, queue, time, wait, pace, () -> interrupted, arena);
    DecisionWatch decisions =
        listens ? DecisionWatch.of(layer, List.of(queue.admin().elevator()), time.now()) : null;
    if (decisions != null) {
      queue.metrics().addListener(decisions.log());
    }
    UsageMeter meter = new ProcUsageMeter(InstantSource.system());
    UsageMeter.Reading before = meter.read();
    long start = time.now();
    replayer.run(reader);
    long took = time.now() - start;
    UsageMeter.Reading after = meter.read();
    List<TaskRun> tasks = new ArrayList<>();
    replayer
        .tracks()
        .forEach(
            (name, track) -> tasks.add(new TaskRun(name, "best effort", null, null, took, track)));
    long cpu =
        after.user().plus(after.system()).minus(before.user()).minus(before.system()).toNanos();
    return new CaseRun(
        round,
        seed,
        queue.admin().elevator(),
        spec.driver(),
        time.isVirtual(),
        time.isVirtual() ? -1 : cpu,
        tasks,
        notes(replayer, reader),
        replayer.failed() > 0 || defective.get(),
        DecisionCounts.of(List.of(queue.metrics().statistics())),
        decisions == null ? DecisionTimeline.NONE : decisions.timeline(replayer.origin()));
  }

  private static List<String> notes(Replayer replayer, TraceReader reader) {
    List<String> notes = new ArrayList<>(reader.notes());
    if (replayer.wrapped() > 0) {
      notes.add(
          replayer.wrapped()
              + " I/Os lay beyond the end of the drive; they were done as far behind its start");
    }
    if (replayer.cut() > 0) {
      notes.add(
          replayer.cut()
              + " reads and writes were longer than "
              + (Replayer.LARGEST >> 20)
              + " MiB or the drive, and were cut there");
    }
    if (replayer.skipped() > 0) {
      notes.add(replayer.skipped() + " discards were left out, as the drive knows none");
    }
    if (replayer.failed() > 0) {
      notes.add(replayer.failed() + " I/Os ended with an error");
    }
    return notes;
  }

  private RealTime realTime() {
    return new RealTime(
        Thread.ofPlatform().daemon().name("ioc-time-", 0).factory(),
        Runtime.getRuntime().availableProcessors(),
        this::defect);
  }

  private QueueConfig config(CaseSpec spec, DriverInfo driver) {
    QueueConfig config =
        QueueConfig.onDriver(driver.name())
            .withElevator(spec.options().elevator())
            .withNrRequests(spec.options().nrRequests());
    if (Drives.worksOnFiles(driver)) {
      if (filename == null) {
        throw new ParameterError(
            "filename", "the driver '" + driver.name() + "' needs the file to replay on");
      }
      if (Files.notExists(filename)) {
        throw new ParameterError("filename", filename + ": no such file");
      }
      // Only the check of this call is needed: it throws an exception for folders and pipes.
      FileSizes.ofFileSystem().of(filename);
      config = config.withDriverOption("filename", filename.toString());
    }
    if (Drives.mayDropData(driver, spec.options())) {
      // A replay never looks at the data that it reads, so the drive need not store written data.
      config = Drives.droppingData(config);
    }
    if (spec.options().depth() > 0) {
      config = config.withDriverOption("hw_queue_depth", Integer.toString(spec.options().depth()));
    }
    for (var option : spec.options().driverOptions().entrySet()) {
      config = config.withDriverOption(option.getKey(), option.getValue());
    }
    for (var attribute : spec.options().attributes().entrySet()) {
      config = config.withElevatorAttribute(attribute.getKey(), attribute.getValue());
    }
    return config;
  }

  private static RequestQueue open(BlockLayer layer, QueueConfig config) {
    try {
      return layer.open(config);
    } catch (IllegalArgumentException | NoSuchElementException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException | IllegalStateException e) {
      throw new RunFailure(
          config.driver() + ": can not be opened: " + String.valueOf(e.getMessage()), e);
    }
  }
}
