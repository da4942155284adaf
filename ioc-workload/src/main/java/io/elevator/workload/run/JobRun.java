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
import io.elevator.workload.job.ControlSpec.SteadyState;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.job.ReportSpec;
import io.elevator.workload.log.JobLogs;
import io.elevator.workload.memory.MemoryBudget;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 * A run: phases of jobs, one after another, jobs of a phase side by side.
 *
 * <p>One thread calls {@link #execute} and waits there; {@link #interrupt} and {@link #progress}
 * may be called by any. Jobs report from whatever threads drive them; what they write is a
 * concurrent map, counters and the first defect, and the waiting thread reads them after the
 * counter of live jobs has reached zero, which orders them.
 */
public final class JobRun implements AutoCloseable {
  /** fio's interval of samples. */
  private static final long SAMPLE_NANOS = 500_000_000;

  /** Samples without a sign of life after which virtual time is taken for stalled: an hour. */
  private static final int STALLED_SAMPLES = 7_200;

  /** Longest virtual time that an interrupted run waits for I/O in flight. */
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

  /** Bytes moved in earlier phases, by direction; used by the thread of {@link #execute} only. */
  private final long[] earlierBytes = new long[Direction.COUNT];

  private final Map<Integer, SteadyWatch> steadyOf = new HashMap<>();
  private final Set<Integer> released = ConcurrentHashMap.newKeySet();
  private volatile List<SteadyWatch> steady = List.of();
  private volatile boolean interrupted;
  private volatile boolean cancelled;
  private volatile List<JobRunner> runners = List.of();
  private volatile int phase = -1;

  // Touched by the sampler alone.
  private long lastEnds;
  private int idleSamples;

  /**
   * A run of {@code workload}.
   *
   * @param wait lets the calling thread wait, and under virtual time moves it
   * @param meter what the process uses
   * @param complaints told of I/O errors, a line each, by any thread
   * @param watches who sees the I/Os of a job, null for nobody
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
   * Checks that the jobs' memory is within its limits, so that this is known before files are made.
   *
   * @throws RunFailure if it is not; the message names the job, its place and the option
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

  /** As often as the job that wants most. */
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

  /** Drives move whole blocks; what is buffered may be parts of them, see {@link PartWrites}. */
  private void checkBlocks() {
    for (JobFiles job : plan.jobs()) {
      for (int i = 0; i < job.files().size(); i++) {
        DrivePlace place = drives.placeOf(job.files().get(i));
        int block = place.queue().limits().logicalBlockSize();
        JobSpec spec = job.job().spec();
        boolean needed = spec.direct() || job.access().mode().trims();
        if (needed && !job.inUnits(block)) {
          throw new UserError(
              spec.place()
                  + ": job "
                  + spec.name()
                  + ": block sizes and offsets must be multiples of "
                  + block
                  + " bytes, the block of "
                  + place.queue().name());
        }
      }
    }
  }

  /**
   * Runs all phases, or as many as there is time for until an interrupt.
   *
   * @return how the jobs ended that had begun, in their order
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

  /** Returns what users should know of how it went, after {@link #execute}. */
  public Set<String> notes() {
    return factory.notes();
  }

  /** Writes the logs that jobs have asked for, after {@link #execute}. */
  public void writeLogs(long epochMillis) {
    JobLogs.write(logs, epochMillis);
  }

  /** Gives back what is counted for the logs, after {@link #writeLogs}. */
  @Override
  public void close() {
    heap.close();
  }

  private void runPhase(int number, JobFactory made) {
    // Drives may be at work on the jobs' memory after a defect: it lives as long as anybody has it.
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
    watchSteadiness(jobs);
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

  /** Whether a job waits for another of its phase; those of phases before have ended. */
  private static boolean isHeldBack(JobRunner runner, List<JobRunner> jobs) {
    String name = runner.job().spec().control().waitFor();
    return name != null && jobs.stream().anyMatch(other -> other.job().spec().name().equals(name));
  }

  /** Starts the jobs that have been waiting for the one that has just ended. */
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
      // Two clones may end at the same moment, and both find the other has.
      if (name.equals(runner.job().spec().control().waitFor())
          && released.add(runner.job().index())) {
        runner.start(time.now());
      }
    }
  }

  /** Jobs of one group that are reported together are watched together. */
  private void watchSteadiness(List<JobRunner> jobs) {
    Map<Integer, List<JobRunner>> groups = new LinkedHashMap<>();
    for (JobRunner runner : jobs) {
      Job job = runner.job();
      if (job.spec().control().steady() != null) {
        int key = job.spec().groupReporting() ? job.group() : -1 - job.index();
        groups.computeIfAbsent(key, group -> new ArrayList<>()).add(runner);
      }
    }
    List<SteadyWatch> watches = new ArrayList<>();
    groups
        .values()
        .forEach(members -> {
          SteadyState spec = members.getFirst().job().spec().control().steady();
          if (spec != null) {
            watches.add(new SteadyWatch(spec, members));
            members.forEach(member -> steadyOf.put(member.job().index(), watches.getLast()));
          }
        });
    steady = List.copyOf(watches);
  }

  private void addSteadiness(List<JobRunner> jobs) {
    for (JobRunner runner : jobs) {
      SteadyWatch watch = steadyOf.get(runner.job().index());
      if (watch != null) {
        outcomes.computeIfPresent(
            runner.job().index(), (index, outcome) -> outcome.withSteady(watch.outcome()));
      }
    }
  }

  /**
   * Waits for the jobs, and passes an interrupt on to them: under virtual time only this thread may
   * touch them.
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
    steady.forEach(watch -> watch.look(now));
    // The sampler itself keeps virtual time going, so that it has to see that nothing else does.
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

  /** Ends the jobs that are to end with one that has: {@code exitall} and its kin. */
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
        // Not from within the end of this one: two that end each other would wait for each other.
        time.defer(other::stop);
      }
    }
  }

  /** Ends the run early: jobs submit nothing more and end with what is in flight. Idempotent. */
  public void interrupt() {
    interrupted = true;
    wait.wake();
  }

  /** Whether somebody ended it early. */
  public boolean isInterrupted() {
    return interrupted;
  }

  /** How far it is; any thread. */
  public ProgressSnapshot progress() {
    return ProgressGauge.read(workload, phase, runners, time.now());
  }

  /**
   * Returns the bytes that all jobs have moved so far, by {@link Direction#index}. To be called by
   * the thread that runs {@link #execute}, which also calls the {@link EndWait}'s look, or after
   * it.
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

  /** What jobs report of themselves. */
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
