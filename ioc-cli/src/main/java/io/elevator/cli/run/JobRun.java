package io.elevator.cli.run;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.cli.files.FilePlan;
import io.elevator.cli.files.JobFiles;
import io.elevator.cli.files.TargetFile;
import io.elevator.cli.input.RunFailure;
import io.elevator.cli.input.UserError;
import io.elevator.cli.job.AccessSpec;
import io.elevator.cli.job.Direction;
import io.elevator.cli.job.Job;
import io.elevator.cli.job.JobSpec;
import io.elevator.cli.job.PaceSpec;
import io.elevator.cli.job.Workload;
import io.elevator.cli.pattern.IoPattern;
import io.elevator.cli.pattern.Region;
import io.elevator.cli.pattern.Seeded;
import io.elevator.cli.report.JobOutcome;
import io.elevator.cli.report.ProgressSnapshot;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run: phases of jobs, one after another, jobs of a phase side by side.
 *
 * <p>One thread calls {@link #execute} and waits there; {@link #interrupt} and {@link #progress}
 * may be called by any. Jobs report from whatever threads drive them; what they write is a
 * concurrent map, counters and the first defect, and the waiting thread reads them after the
 * counter of live jobs has reached zero, which orders them.
 */
public final class JobRun {
  /** fio's interval of samples. */
  private static final long SAMPLE_NANOS = 500_000_000;

  /** Samples without a sign of life after which virtual time is taken for stalled: an hour. */
  private static final int STALLED_SAMPLES = 7_200;

  // Purposes of numbers drawn for a job, beside those of its pattern.
  private static final int PATTERN = 0;
  private static final int START_DELAY = 1;
  private static final int CONTENT = 2;

  private final Workload workload;
  private final FilePlan plan;
  private final Drives drives;
  private final BlockLayer layer;
  private final TimeBase time;
  private final EndWait wait;
  private final UsageMeter meter;
  private final Consumer<String> complaints;
  private final long seed;

  private final Map<Integer, JobOutcome> outcomes = new ConcurrentHashMap<>();
  private final Map<Integer, UsageMeter.Reading> usage = new ConcurrentHashMap<>();
  private final AtomicInteger live = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();
  private final Timer sampler;
  private volatile boolean interrupted;
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
   */
  public JobRun(
      Workload workload,
      FilePlan plan,
      Drives drives,
      BlockLayer layer,
      TimeBase time,
      EndWait wait,
      UsageMeter meter,
      Consumer<String> complaints,
      long seed) {
    this.workload = workload;
    this.plan = plan;
    this.drives = drives;
    this.layer = layer;
    this.time = time;
    this.wait = wait;
    this.meter = meter;
    this.complaints = complaints;
    this.seed = seed;
    this.sampler = time.newTimer(this::sampleAll);
    checkBlocks();
  }

  /** Drives move whole blocks; a job file may ask for anything. */
  private void checkBlocks() {
    for (JobFiles job : plan.jobs()) {
      for (int i = 0; i < job.files().size(); i++) {
        DrivePlace place = drives.placeOf(job.files().get(i));
        int block = place.queue().limits().logicalBlockSize();
        JobSpec spec = job.job().spec();
        AccessSpec access = job.access();
        long odd = access.mode().reads() ? access.blockSizes().read() % block : 0;
        odd += access.mode().writes() ? access.blockSizes().write() % block : 0;
        odd +=
            job.regions().get(i).offset() % block + access.sequence() % sequenceUnit(access, block);
        if (odd != 0) {
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

  /** For a sequential mode the number behind {@code rw} is a distance in bytes, else a count. */
  private static long sequenceUnit(AccessSpec access, int block) {
    return access.mode().random() ? 1 : block;
  }

  /**
   * Runs all phases, or as many as there is time for until an interrupt.
   *
   * @return how the jobs ended that had begun, in their order
   */
  public List<JobOutcome> execute() {
    try {
      for (int number = 0; number < workload.phases() && !interrupted; number++) {
        runPhase(number);
      }
    } finally {
      sampler.close();
    }
    List<JobOutcome> all = new ArrayList<>(outcomes.values());
    all.sort((a, b) -> Integer.compare(a.job().index(), b.job().index()));
    return all;
  }

  private void runPhase(int number) {
    // Drives may be at work on the jobs' memory after a defect: it lives as long as anybody has it.
    Arena arena = Arena.ofAuto();
    List<JobRunner> made = new ArrayList<>();
    for (JobFiles job : plan.jobs()) {
      if (job.job().phase() == number) {
        made.add(runner(job, arena));
      }
    }
    live.set(made.size());
    phase = number;
    runners = List.copyOf(made);
    long now = time.now();
    made.forEach(runner -> runner.start(now));
    sampler.arm(now + SAMPLE_NANOS);
    await();
    Throwable broken = defect.get();
    if (broken != null) {
      throw new IllegalStateException("a job has failed: " + broken, broken);
    }
  }

  /**
   * Waits for the jobs, and passes an interrupt on to them: under virtual time only this thread may
   * touch them.
   */
  private void await() {
    boolean told = false;
    while (!isOver()) {
      if (interrupted && !told) {
        told = true;
        runners.forEach(JobRunner::stop);
      }
      boolean waitsForEnd = told;
      wait.until(() -> isOver() || (interrupted && !waitsForEnd));
    }
  }

  private boolean isOver() {
    return live.get() == 0 || defect.get() != null;
  }

  private JobRunner runner(JobFiles files, Arena arena) {
    Job job = files.job();
    JobSpec spec = job.spec();
    Task task = layer.tasks().newTask(taskSpec(spec));
    Long own = spec.access().seed();
    long jobSeed = Seeded.derive(own == null ? seed : own, job.index());
    if (!spec.access().repeatable() && !time.isVirtual()) {
      jobSeed ^= time.now();
    }
    List<DrivePlace> places = new ArrayList<>();
    for (TargetFile file : files.files()) {
      places.add(drives.placeOf(file));
    }
    List<Region> regions = files.regions();
    IoPattern pattern = new IoPattern(files.access(), regions, Seeded.derive(jobSeed, PATTERN));
    JobRunner runner =
        new JobRunner(
            job, task, pattern, places, time, startDelay(spec.pace(), jobSeed), new Reports());
    prepare(runner, arena, new Seeded(Seeded.derive(jobSeed, CONTENT)));
    return runner;
  }

  private void prepare(JobRunner runner, Arena arena, Seeded content) {
    JobSpec spec = runner.job().spec();
    long bytes = spec.access().blockSizes().largest(spec.access().mode());
    // Native memory has the heap's limit; better to know before it is taken bit by bit.
    if (spec.pace().depth() * bytes > Runtime.getRuntime().maxMemory()) {
      throw new RunFailure(noMemory(spec, bytes));
    }
    try {
      runner.prepare(layer, arena, content);
    } catch (OutOfMemoryError e) {
      throw new RunFailure(noMemory(spec, bytes), e);
    }
  }

  private static String noMemory(JobSpec spec, long bytes) {
    return "job "
        + spec.name()
        + ": no memory for iodepth="
        + spec.pace().depth()
        + " blocks of "
        + bytes
        + " bytes";
  }

  private static TaskSpec taskSpec(JobSpec spec) {
    return TaskSpec.named(spec.name())
        .withPriority(new IoPriority(spec.priorityClass(), spec.priorityLevel(), 0));
  }

  private static long startDelay(PaceSpec pace, long jobSeed) {
    long spread = pace.startDelayMaxNanos() - pace.startDelayMinNanos();
    return spread == 0
        ? pace.startDelayMinNanos()
        : pace.startDelayMinNanos()
            + new Seeded(Seeded.derive(jobSeed, START_DELAY)).below(spread + 1);
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
    // The sampler itself keeps virtual time going, so that it has to see that nothing else does.
    idleSamples = ends != lastEnds || moving ? 0 : idleSamples + 1;
    lastEnds = ends;
    if (time.isVirtual() && idleSamples == STALLED_SAMPLES) {
      defect.compareAndSet(
          null, new IllegalStateException("no I/O has ended for an hour of virtual time; " + time));
      wait.wake();
      return;
    }
    sampler.arm(now + SAMPLE_NANOS);
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
    public void ended(JobRunner runner) {
      Job job = runner.job();
      UsageMeter.Reading before = usage.get(job.index());
      if (before != null) {
        UsageMeter.Reading after = meter.read();
        outcomes.put(
            job.index(),
            new JobOutcome(job, runner.stats(), runner.status(), after.at(), after.since(before)));
      }
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
