package io.elevator.workload.run;

import io.elevator.api.BlockLayer;
import io.elevator.core.time.TimeBase;
import io.elevator.workload.data.BlockContent;
import io.elevator.workload.data.VerifyCodec;
import io.elevator.workload.files.JobFiles;
import io.elevator.workload.files.TargetFile;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.job.AccessSpec;
import io.elevator.workload.job.ContentSpec;
import io.elevator.workload.job.ControlSpec;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.job.PaceSpec;
import io.elevator.workload.log.JobLogs;
import io.elevator.workload.memory.MemoryBudget;
import io.elevator.workload.pattern.IoPattern;
import io.elevator.workload.pattern.Region;
import io.elevator.workload.pattern.Seeded;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Creates running jobs from their plan. Not thread-safe. */
final class JobFactory implements AutoCloseable {
  // The constants below are numbers from which independent seeds are derived, one for each purpose.
  private static final int PATTERN = 0;
  private static final int START_DELAY = 1;
  private static final int CONTENT = 2;
  private static final int PRIORITIES = 3;
  private static final int ARRIVALS = 4;

  private final Drives drives;
  private final BlockLayer layer;
  private final TimeBase time;
  private final JobListener listener;
  private final long seed;
  private final Function<Job, @Nullable IoWatch> watches;
  private final JobTasks tasks;
  private final Map<Integer, FlowGate> flows = new HashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final MemoryBudget heap;

  /**
   * Creates a factory of jobs.
   *
   * @param heap limit on the memory that stays in use after a phase has ended
   */
  JobFactory(
      Drives drives,
      BlockLayer layer,
      TimeBase time,
      JobListener listener,
      long seed,
      Function<Job, @Nullable IoWatch> watches,
      MemoryBudget heap) {
    this.heap = heap;
    this.drives = drives;
    this.layer = layer;
    this.time = time;
    this.listener = listener;
    this.seed = seed;
    this.watches = watches;
    this.tasks = new JobTasks(layer);
  }

  /**
   * Creates a running job.
   *
   * @param files job and its files
   * @param arena arena that allocates the memory of the job's I/Os
   * @param phase limits on memory that is released when the job's phase is over
   * @throws RunFailure if there is not enough memory for the job
   */
  JobRunner make(JobFiles files, Arena arena, PhaseMemory phase) {
    AccessSpec access = phase.reserve(files, notes::add);
    Job job = files.job();
    JobSpec spec = job.spec();
    long jobSeed = seedOf(job);
    List<DrivePosition> positions = new ArrayList<>();
    for (TargetFile file : files.files()) {
      positions.add(drives.positionOf(file));
    }
    IoPattern pattern = new IoPattern(access, files.regions(), Seeded.derive(jobSeed, PATTERN));
    long contentSeed = Seeded.derive(jobSeed, CONTENT);
    PaceSpec pace = spec.pace();
    JobParts parts =
        new JobParts(
            job,
            layer,
            tasks.of(spec),
            new JobScript(
                spec,
                pattern,
                positions.size(),
                access.randomMap(),
                pace.timeBased() ? Long.MAX_VALUE : pace.loops(),
                phase.heap()),
            new JobData(
                job,
                new BlockContent(spec.content(), workingSet(files), contentSeed),
                new VerifyCodec(spec.verify(), contentSeed)),
            new PriorityDraw(
                spec.commandPriorities(), new Seeded(Seeded.derive(jobSeed, PRIORITIES))),
            new RateGate(pace.rates(), new Seeded(Seeded.derive(jobSeed, ARRIVALS))),
            flow(spec),
            positions,
            spec.report().logs().any() ? new JobLogs(job, heap) : null,
            watches.apply(job));
    JobRunner runner = new JobRunner(parts, time, startDelay(pace, jobSeed), listener);
    prepare(runner, edgeBytes(files, positions), arena, positions);
    return runner;
  }

  /** Returns notes for the user about the jobs that were created. */
  Set<String> notes() {
    return notes;
  }

  private long seedOf(Job job) {
    JobSpec spec = job.spec();
    Long own = spec.access().seed();
    long jobSeed = Seeded.derive(own == null ? seed : own, job.index());
    if (!spec.access().repeatable() && !time.isVirtual()) {
      jobSeed ^= time.now();
    }
    return jobSeed;
  }

  private FlowGate.@Nullable Member flow(JobSpec spec) {
    ControlSpec control = spec.control();
    // A job that begins later must not hold the others back until then.
    boolean atOnce = spec.pace().startDelayMaxNanos() == 0 && control.waitFor() == null;
    return control.flow() == 0
        ? null
        : flows
            .computeIfAbsent(control.flowId(), id -> new FlowGate())
            .join(control.flow(), atOnce);
  }

  /** Returns the number of blocks in the working set, from which duplicate blocks are drawn. */
  private static long workingSet(JobFiles files) {
    ContentSpec content = files.job().spec().content();
    long bytes = files.regions().stream().mapToLong(Region::bytes).sum();
    int block = files.access().blockSizes().smallest(files.access().mode());
    return bytes / 100 * content.workingSetPercent() / block;
  }

  private void prepare(
      JobRunner runner, int edgeBytes, Arena arena, List<DrivePosition> positions) {
    JobSpec spec = runner.job().spec();
    long bytes = spec.access().blockSizes().largest(spec.access().mode());
    try {
      JobMemory memory = new JobMemory(spec, edgeBytes, arena, positions);
      runner.prepare(memory);
      memory.refusals().forEach(why -> notes.add("job " + spec.name() + ": " + why));
    } catch (OutOfMemoryError e) {
      throw new RunFailure(noMemory(spec, bytes), e);
    }
  }

  /**
   * Returns the number of bytes that are needed before and after a block that may begin or end
   * within a sector.
   */
  private static int edgeBytes(JobFiles files, List<DrivePosition> positions) {
    int most = 0;
    for (DrivePosition position : positions) {
      int unit = position.queue().limits().logicalBlockSize();
      most = files.inUnits(unit) ? most : Math.max(most, 2 * unit);
    }
    return most;
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

  private static long startDelay(PaceSpec pace, long jobSeed) {
    long spread = pace.startDelayMaxNanos() - pace.startDelayMinNanos();
    return spread == 0
        ? pace.startDelayMinNanos()
        : pace.startDelayMinNanos()
            + new Seeded(Seeded.derive(jobSeed, START_DELAY)).below(spread + 1);
  }

  @Override
  public void close() {
    tasks.close();
  }
}
