package io.elevator.workload.compare;

import io.elevator.api.BlockLayer;
import io.elevator.core.BlockLayers;
import io.elevator.plugins.PluginTrust;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.run.Drives;
import io.elevator.workload.run.IoWatch;
import io.elevator.workload.run.ProgressSnapshot;
import io.elevator.workload.session.LayerSource;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.session.RunObserver;
import io.elevator.workload.session.RunReport;
import io.elevator.workload.session.RunResult;
import io.elevator.workload.session.RunSession;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one job file once with the options of one case. One thread calls {@link #run}; any thread
 * may call {@link #interrupt}. The flag and the session are volatile. Each of the two methods
 * writes its own field before it reads the field of the other, so no interrupt is lost.
 */
public final class ComparisonRun {
  private final JobSet workload;
  private final List<Path> plugins;
  private final PluginTrust trust;
  private final Consumer<BlockLayers.Builder> additions;
  private final String version;
  private final RunObserver observer;
  private final boolean listens;
  private volatile boolean interrupted;
  private volatile @Nullable RunSession current;

  /**
   * Creates a runner of the jobs of a comparison.
   *
   * @param workload jobs to run
   * @param plugins folders with plugins
   * @param trust trusted plugin folders and jars
   * @param additions further settings of the block layer, for a test or an embedding application
   * @param version version of this command
   * @param observer observer of errors and progress
   * @param listens whether single decisions of the elevators are recorded
   */
  public ComparisonRun(
      JobSet workload,
      List<Path> plugins,
      PluginTrust trust,
      Consumer<BlockLayers.Builder> additions,
      String version,
      RunObserver observer,
      boolean listens) {
    this.workload = workload;
    this.plugins = List.copyOf(plugins);
    this.trust = trust;
    this.additions = additions;
    this.version = version;
    this.observer = observer;
    this.listens = listens;
  }

  /** Ends the current run early; no further run of the comparison begins. */
  public void interrupt() {
    interrupted = true;
    RunSession session = current;
    if (session != null) {
      session.interrupt();
    }
  }

  /** Returns whether {@link #interrupt} was called. */
  public boolean isInterrupted() {
    return interrupted;
  }

  /** Runs the jobs with the options of {@code spec}; returns null if the run was ended early. */
  public @Nullable CaseRun run(CaseSpec spec, int round, long seed) {
    Tracks tracks = new Tracks(observer, listens);
    RunSession session =
        new RunSession(
            workload, spec.options(), spec.driver(), seed, version, InstantSource.system(), tracks);
    current = session;
    if (interrupted) {
      return null;
    }
    RunResult result =
        session.run(
            new LayerSource(plugins, trust, seed, session::defect, session::notice, additions));
    RunReport report = result.report();
    if (result.interrupted() || report == null) {
      return null;
    }
    return caseRun(report, tracks, round, result.failed());
  }

  private CaseRun caseRun(RunReport report, Tracks tracks, int round, boolean failed) {
    Map<Integer, List<Job>> entryOf = new HashMap<>();
    for (List<Job> entry : workload.reportEntries()) {
      entryOf.put(entry.getFirst().index(), entry);
    }
    Map<String, Integer> names = new HashMap<>();
    report.entries().forEach(entry -> names.merge(entry.first().spec().name(), 1, Integer::sum));
    Map<String, Integer> counted = new HashMap<>();
    List<TaskRun> tasks =
        report.entries().stream()
            .map(entry -> {
              List<Job> jobs = entryOf.getOrDefault(entry.first().index(), List.of(entry.first()));
              String name = entry.first().spec().name();
              int number = counted.merge(name, 1, Integer::sum);
              return new TaskRun(
                  names.getOrDefault(name, 1) > 1 ? name + " " + number : name,
                  TaskShares.priority(entry.first().spec()),
                  TaskShares.weight(entry.first().spec()),
                  TaskShares.due(workload, jobs),
                  entry.stats().runtimeNanos(),
                  tracks.joined(jobs));
            })
            .toList();
    return new CaseRun(
        round,
        report.setting().seed(),
        report.setting().elevator(),
        report.setting().driver(),
        report.setting().virtualTime(),
        report.setting().virtualTime() ? -1 : cpuNanos(report.entries()),
        tasks,
        report.workload().notes(),
        failed,
        DecisionCounts.of(report.queues()),
        tracks.timeline());
  }

  /**
   * Returns the processor time of the jobs, in nanoseconds. The processor time of the process
   * covers all jobs of a phase together. So for each phase, only the largest of its jobs' figures
   * is added.
   */
  private static long cpuNanos(List<ReportEntry> entries) {
    Map<Integer, Long> byPhase = new HashMap<>();
    for (ReportEntry entry : entries) {
      double percent = entry.usage().userPercent() + entry.usage().systemPercent();
      long nanos = (long) (percent / 100 * entry.stats().runtimeNanos());
      byPhase.merge(entry.first().phase(), nanos, Math::max);
    }
    return byPhase.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Observer that records the I/Os of each job and passes all other events on to another observer.
   * The thread that runs the session sets the decision log before it starts the jobs, and reads it
   * after they have ended.
   */
  private static final class Tracks implements RunObserver {
    private final RunObserver observer;
    private final boolean listens;
    private final AtomicLong origin = IoTrack.newOrigin();
    private final Map<Integer, IoTrack> tracks = new ConcurrentHashMap<>();

    private @Nullable DecisionWatch decisions;

    Tracks(RunObserver observer, boolean listens) {
      this.observer = observer;
      this.listens = listens;
    }

    @Override
    public void opened(BlockLayer layer, Drives drives, long nowNanos) {
      if (listens) {
        decisions = DecisionWatch.of(layer, drives.elevatorNames(), nowNanos);
        drives.listen(decisions.log());
      }
    }

    DecisionTimeline timeline() {
      return decisions == null ? DecisionTimeline.NONE : decisions.timeline(origin);
    }

    @Override
    public IoWatch watch(Job job) {
      IoTrack track = IoTrack.in(origin);
      tracks.put(job.index(), track);
      return track;
    }

    IoTrack joined(List<Job> jobs) {
      IoTrack first = tracks.getOrDefault(jobs.getFirst().index(), IoTrack.in(origin));
      for (Job job : jobs.subList(1, jobs.size())) {
        IoTrack other = tracks.get(job.index());
        if (other != null) {
          first.add(other);
        }
      }
      return first;
    }

    @Override
    public void progress(ProgressSnapshot snapshot) {
      observer.progress(snapshot);
    }

    @Override
    public void tell(String text) {
      observer.tell(text);
    }

    @Override
    public void warn(String text) {
      observer.warn(text);
    }

    @Override
    public void complain(String text) {
      observer.complain(text);
    }
  }
}
