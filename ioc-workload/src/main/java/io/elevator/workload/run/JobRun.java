package io.elevator.workload.run;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import io.elevator.workload.files.FilePlan;
import io.elevator.workload.files.JobFiles;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import io.elevator.workload.job.ControlSpec;
import io.elevator.workload.job.ControlSpec.ExitAll;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.job.ReportSpec;
import io.elevator.workload.log.JobLogs;
import io.elevator.workload.memory.MemoryBudget;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run of jobs. It executes phases one after another, and the jobs of a phase at the same time.
 *
 * <p>One thread calls {@link #execute} and waits there; any thread may call {@link #interrupt} and
 * {@link #progress}. The threads that drive the jobs report events by writing to a concurrent map,
 * to counters and to the field for the first defect. The waiting thread reads these after the
 * counter of live jobs has reached zero, which orders the reads after the writes.
 */
public final class JobRun implements AutoCloseable {
  /** Interval at which fio takes samples by default, in nanoseconds. */
  private static final long SAMPLE_NANOS = 500_000_000;

  /**
   * Number of samples without progress after which virtual time is considered stalled: one hour.
   */
  private static final int STALLED_SAMPLES = 7_200;

  /** Longest virtual time for which an interrupted run waits for I/O in flight, in nanoseconds. */
  private static final long INTERRUPTED_NANOS = 60_000_000_000L;

  private final JobSet workload;
  private final FilePlan plan;
  private final Drives drives;
  private final TimeBase time;
  private final EndWait wait;
  private final UsageMeter meter;
  private final Consumer<String> complaints;

  private final Map<Integer, JobOutcome> outcomes = new ConcurrentHashMap<>();
  private final Map<Integer, UsageMeter.Reading> usage = new ConcurrentHashMap<>();
  private final AtomicInteger live = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();
  private final Timer sampler;
  private final MemoryBudget heap = MemoryBudget.HEAP.part();
  private final JobFactory factory;
  private final long sampleNanos;
  private final List<JobLogs> logs = new ArrayList<>();

  /** Bytes that earlier phases moved, by direction; used by the thread of {@link #execute} only. */
  private final long[] earlierBytes = new long[Direction.COUNT];

  private final Set<Integer> released = ConcurrentHashMap.newKeySet();
  private volatile SteadyWatches steady = new SteadyWatches(List.of());
  private volatile boolean interrupted;
  private volatile boolean cancelled;
  private volatile List<JobRunner> runners = List.of();
  private volatile int phase = -1;

  // The sampler alone uses the fields below.
  private long lastEnds;
  private int idleSamples;

  /**
   * Creates a run of {@code workload}.
   *
   * @param workload jobs to run
   * @param plan files of the jobs
   * @param drives open drives that hold the files
   * @param layer block layer that the drives belong to
   * @param time clock and timers of the run
   * @param wait strategy by which the calling thread waits; under virtual time it also advances the
   *     clock
   * @param meter meter of the resources that the process uses
   * @param complaints receiver of I/O errors, one line each, called from any thread
   * @param seed seed of all random numbers of the run
   * @param watches supplier of the listener for the I/Os of a job; returns null for no listener
   */
  public JobRun(
      JobSet workload,
      FilePlan plan,
      Drives drives,
      BlockLayer layer,
      TimeBase time,
      EndWait wait,
      UsageMeter meter,
      Consumer<String> complaints,
      long seed,
      Function<Job, @Nullable IoWatch> watches) {
    this.workload = workload;
    this.plan = plan;
    this.drives = drives;
    this.time = time;
    this.wait = wait;
    this.meter = meter;
    this.complaints = complaints;
    this.factory = new JobFactory(drives, layer, time, new Reports(), seed, watches, heap);
    this.sampler = time.newTimer(this::sampleAll);
    this.sampleNanos = sampleNanos(workload);
    checkBlocks();
  }

  /**
   * Checks that the jobs' memory is within its limits, so that an error is reported before files
   * are created.
   *
   * @throws UserError if a limit is exceeded; the message names the job, its position and the
   *     option
   */
  public static void checkMemory(JobSet workload, FilePlan plan) {
    for (int number = 0; number < workload.phases(); number++) {
      try (PhaseMemory memory =
          new PhaseMemory(MemoryBudget.HEAP.part(), MemoryBudget.BUFFERS.part())) {
        for (JobFiles job : plan.jobs()) {
          if (job.job().phase() == number) {
            memory.reserve(job, note -> {});
          }
        }
      }
    }
  }

  /** Returns the shortest sampling interval that any job asks for, in nanoseconds. */
  private static long sampleNanos(JobSet workload) {
    long least = SAMPLE_NANOS;
    for (Job job : workload.jobs()) {
      ReportSpec report = job.spec().report();
      least = Math.min(least, Math.min(report.bandwidthNanos(), report.iopsNanos()));
      if (job.spec().pace().rates().demands()) {
        least = Math.min(least, job.spec().pace().rates().cycleNanos());
      }
    }
    return least;
  }

  /**
   * Checks that direct I/Os and discards consist of whole logical blocks of their drives. Buffered
   * I/Os may be parts of blocks, see {@link PartWrites}.
   */
  private void checkBlocks() {
    for (JobFiles job : plan.jobs()) {
      for (int i = 0; i < job.files().size(); i++) {
        DrivePosition position = drives.positionOf(job.files().get(i));
        int block = position.queue().limits().logicalBlockSize();
        JobSpec spec = job.job().spec();
        boolean needed = spec.direct() || job.access().mode().trims();
        if (needed && !job.inUnits(block)) {
          throw spec.given()
              .error(
                  "block sizes and offsets must be multiples of "
                      + block
                      + " bytes, the block of "
                      + position.queue().name(),
                  "bs",
                  "offset");
        }
      }
    }
  }

  /**
   * Runs all phases of the run, or until an interrupt.
   *
   * @return outcomes of the jobs that had begun, in the order of the jobs
   */
  public List<JobOutcome> execute() {
    try (JobFactory made = factory) {
      for (int number = 0; number < workload.phases() && !isCancelled(); number++) {
        runPhase(number, made);
      }
    } finally {
      sampler.close();
    }
    List<JobOutcome> all = new ArrayList<>(outcomes.values());
    all.sort((a, b) -> Integer.compare(a.job().index(), b.job().index()));
    return all;
  }

  private boolean isCancelled() {
    return interrupted || cancelled;
  }

  /** Returns notes for the user about the run. Call after {@link #execute}. */
  public Set<String> notes() {
    return factory.notes();
  }

  /** Writes the logs that the jobs' options ask for. Called after {@link #execute}. */
  public void writeLogs(long epochMillis) {
    JobLogs.write(logs, epochMillis);
  }

  /** Releases the memory that was counted for the logs. Called after {@link #writeLogs}. */
  @Override
  public void close() {
    heap.close();
  }

  private void runPhase(int number, JobFactory made) {
    // The garbage collector frees the memory when no object refers to it any more. It is not freed
    // explicitly, because after a defect drives may still access the jobs' memory.
    Arena arena = Arena.ofAuto();
    try (PhaseMemory memory = new PhaseMemory(heap.part(), MemoryBudget.BUFFERS.part())) {
      List<JobRunner> jobs = new ArrayList<>();
      for (JobFiles job : plan.jobs()) {
        if (job.job().phase() == number && !job.job().spec().files().createOnly()) {
          jobs.add(made.make(job, arena, memory));
        }
      }
      runJobs(number, jobs);
    }
  }

  private void runJobs(int number, List<JobRunner> jobs) {
    steady = new SteadyWatches(jobs);
    live.set(jobs.size());
    phase = number;
    addBytes(earlierBytes);
    runners = List.copyOf(jobs);
    long now = time.now();
    for (JobRunner runner : jobs) {
      if (!isHeldBack(runner, jobs)) {
        runner.start(now);
      }
    }
    sampler.arm(now + sampleNanos);
    await();
    Throwable broken = defect.get();
    if (broken instanceof RunFailure failure) {
      throw failure;
    }
    if (broken != null) {
      throw new IllegalStateException("a job has failed: " + broken, broken);
    }
    for (JobRunner runner : jobs) {
      JobLogs written = runner.logs();
      if (written != null && outcomes.containsKey(runner.job().index())) {
        logs.add(written);
      }
    }
    addSteadiness(jobs);
  }

  /**
   * Returns whether a job must wait for another job of its phase. Jobs of earlier phases have ended
   * and hold no job back.
   */
  private static boolean isHeldBack(JobRunner runner, List<JobRunner> jobs) {
    String name = runner.job().spec().control().waitFor();
    return name != null && jobs.stream().anyMatch(other -> other.job().spec().name().equals(name));
  }

  /** Starts the jobs of the phase that have been waiting for the end of {@code ended}. */
  private void startWaiting(JobRunner ended) {
    String name = ended.job().spec().name();
    List<JobRunner> jobs = runners;
    boolean allEnded =
        jobs.stream()
            .filter(each -> each.job().spec().name().equals(name))
            .allMatch(each -> each.stage() == JobRunner.Stage.ENDED);
    if (!allEnded) {
      return;
    }
    for (JobRunner runner : jobs) {
      // Two clones may end at the same time, and each may find that the other has ended; the set of
      // released jobs makes sure that a waiting job starts only once.
      if (name.equals(runner.job().spec().control().waitFor())
          && released.add(runner.job().index())) {
        runner.start(time.now());
      }
    }
  }

  private void addSteadiness(List<JobRunner> jobs) {
    for (JobRunner runner : jobs) {
      int index = runner.job().index();
      SteadyOutcome result = steady.outcome(index);
      if (result != null) {
        outcomes.computeIfPresent(index, (key, outcome) -> outcome.withSteady(result));
      }
    }
  }

  /**
   * Waits until the jobs have ended, and passes an interrupt of the run on to them. The
   * interrupting thread itself cannot stop the jobs, because under virtual time only this thread
   * may call jobs.
   */
  private void await() {
    boolean told = false;
    long limit = Long.MAX_VALUE;
    while (!isOver()) {
      if (interrupted && !told) {
        told = true;
        runners.forEach(JobRunner::stop);
        if (time.isVirtual()) {
          limit = time.now() + INTERRUPTED_NANOS;
        }
      }
      if (time.now() >= limit) {
        throw new RunFailure(
            "interrupted; the I/O in flight has not ended within a minute of virtual time");
      }
      boolean waitsForEnd = told;
      long giveUp = limit;
      wait.until(
          () -> isOver() || (interrupted && !waitsForEnd) || (waitsForEnd && time.now() >= giveUp));
    }
  }

  private boolean isOver() {
    return live.get() == 0 || defect.get() != null;
  }

  private void sampleAll(long now) {
    if (live.get() == 0) {
      return;
    }
    long ends = 0;
    boolean moving = false;
    for (JobRunner runner : runners) {
      runner.sample();
      moving |= runner.stage() != JobRunner.Stage.ENDED && runner.hasAlarm();
      for (Direction direction : Direction.values()) {
        ends += runner.counters().ios(direction);
      }
    }
    steady.look(now);
    // The samples themselves advance virtual time. So the sampler must detect that neither I/O nor
    // a job makes progress.
    idleSamples = ends != lastEnds || moving ? 0 : idleSamples + 1;
    lastEnds = ends;
    if (time.isVirtual() && idleSamples == STALLED_SAMPLES) {
      defect.compareAndSet(
          null,
          new RunFailure(
              "no I/O has ended for an hour of virtual time: the drive does not serve them; "
                  + time));
      wait.wake();
      return;
    }
    sampler.arm(now + sampleNanos);
  }

  /**
   * Stops the jobs that must end together with {@code runner} ({@code exitall} and its variants).
   */
  private void endOthers(JobRunner runner) {
    ControlSpec control = runner.job().spec().control();
    boolean failed = control.exitAllOnError() && runner.status().isError();
    ExitAll exit = failed ? ExitAll.ALL : control.exitAll();
    if (exit == ExitAll.NONE) {
      return;
    }
    if (exit == ExitAll.ALL) {
      cancelled = true;
    }
    for (JobRunner other : runners) {
      if (other != runner
          && (exit != ExitAll.GROUP || other.job().group() == runner.job().group())) {
        // The stop is deferred and not called from within the end of this job: two jobs that end
        // each other would wait for each other.
        time.defer(other::stop);
      }
    }
  }

  /**
   * Ends the run early: jobs submit nothing more, and end when their I/Os in flight have ended.
   * Further calls have no effect.
   */
  public void interrupt() {
    interrupted = true;
    wait.wake();
  }

  /** Returns whether {@link #interrupt} was called. */
  public boolean isInterrupted() {
    return interrupted;
  }

  /** Returns the progress of the run. Callable from any thread. */
  public ProgressSnapshot progress() {
    return ProgressGauge.read(workload, phase, runners, time.now());
  }

  /**
   * Returns the bytes that all jobs have moved so far, by {@link Direction#index}. To be called in
   * the thread that runs {@link #execute} (the periodic callback of the {@link EndWait} runs there,
   * too), or after {@link #execute} has returned.
   */
  public long[] bytesMoved() {
    long[] bytes = earlierBytes.clone();
    addBytes(bytes);
    return bytes;
  }

  private void addBytes(long[] bytes) {
    for (JobRunner runner : runners) {
      for (Direction direction : Direction.values()) {
        bytes[direction.index()] += runner.counters().bytes(direction);
      }
    }
  }

  /** Receives the events of all jobs of the run. */
  private final class Reports implements JobListener {
    @Override
    public void started(JobRunner runner) {
      usage.put(runner.job().index(), meter.read());
    }

    @Override
    public void ioFailed(
        JobRunner runner, BioStatus status, Direction direction, int file, long offset, int bytes) {
      complaints.accept(
          "job "
              + runner.job().spec().name()
              + ": "
              + status.description()
              + " on "
              + direction.name().toLowerCase(Locale.ROOT)
              + " of "
              + runner.describe(file, offset, bytes));
    }

    @Override
    public void complained(JobRunner runner, String message) {
      complaints.accept("job " + runner.job().spec().name() + ": " + message);
    }

    @Override
    public void ended(JobRunner runner) {
      Job job = runner.job();
      UsageMeter.Reading before = usage.get(job.index());
      if (before != null) {
        UsageMeter.Reading after = meter.read();
        outcomes.put(
            job.index(),
            new JobOutcome(
                job,
                runner.stats(),
                runner.status(),
                after.at(),
                after.since(before),
                runner.depth(),
                null));
      }
      startWaiting(runner);
      endOthers(runner);
      if (live.decrementAndGet() == 0) {
        wait.wake();
      }
    }

    @Override
    public void broken(JobRunner runner, Throwable failure) {
      defect.compareAndSet(null, failure);
      wait.wake();
    }
  }
}
