package io.elevator.workload.compare;

import io.elevator.api.Group;
import io.elevator.api.PriorityClass;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.job.JobSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shares of the bandwidth that jobs are entitled to by their weights. The weight of a job in a
 * group is that of the group. The weight of another job is ten for each level of priority, counted
 * from the lowest level, as in BFQ.
 */
final class TaskShares {
  private static final int LEVELS = 8;
  private static final int WEIGHT_OF_LEVEL = 10;

  private TaskShares() {}

  /** Returns the weight of a job, from its group or its priority. */
  static int weight(JobSpec spec) {
    String group = spec.layer().group();
    Integer given = spec.layer().weight();
    if (group != null) {
      return given == null ? Group.DEFAULT_WEIGHT : given;
    }
    return WEIGHT_OF_LEVEL * (LEVELS - level(spec));
  }

  private static int level(JobSpec spec) {
    return spec.priorityClass() == PriorityClass.NONE ? LEVELS / 2 : spec.priorityLevel();
  }

  /**
   * Returns the share of their phase's bytes that jobs are entitled to; null if weights do not
   * determine it.
   *
   * @param workload all jobs of the run
   * @param jobs jobs of one entry of the report
   */
  static @Nullable Double due(JobSet workload, List<Job> jobs) {
    List<Job> phase = workload.phase(jobs.getFirst().phase());
    boolean oneKind =
        phase.stream().map(job -> kind(job.spec())).distinct().count() == 1
            && (phase.stream().allMatch(job -> job.spec().layer().group() == null)
                || phase.stream().map(job -> job.spec().layer().group()).distinct().count()
                    == phase.size());
    if (!oneKind || workload.phases() > 1) {
      return null;
    }
    double all = phase.stream().mapToInt(job -> weight(job.spec())).sum();
    return jobs.stream().mapToInt(job -> weight(job.spec())).sum() / all;
  }

  /**
   * Returns the kind of a job. Only jobs of one kind share by weight: jobs of the same priority
   * class that are either all in groups or all in no group.
   */
  private static String kind(JobSpec spec) {
    PriorityClass own = spec.priorityClass();
    return (own == PriorityClass.NONE ? PriorityClass.BEST_EFFORT : own)
        + (spec.layer().group() == null ? "" : "/");
  }

  /** Returns the priority class and the level of a job as text. */
  static String priority(JobSpec spec) {
    return switch (spec.priorityClass()) {
      case NONE -> "best effort";
      case REALTIME -> "real time " + spec.priorityLevel();
      case BEST_EFFORT -> "best effort " + spec.priorityLevel();
      case IDLE -> "idle";
    };
  }
}
