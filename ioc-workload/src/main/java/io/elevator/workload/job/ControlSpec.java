package io.elevator.workload.job;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Relations of a job to other jobs, and conditions that end it early.
 *
 * @param waitFor name of the job whose end the job waits for, null for none
 * @param flow weight of the job in its flow, 0 for no flow
 * @param flowId number of the flow
 * @param flowSleepNanos wait of a job that is ahead of its share, in nanoseconds
 * @param exitAll jobs that end together with this job
 * @param exitAllOnError whether all jobs end when this job fails
 * @param continueOn kinds of errors after which the job continues
 * @param ignored error numbers to ignore: lists for reads, writes and verification
 * @param maxLatencyNanos latency by direction above which an I/O fails the job, in nanoseconds; 0
 *     for no limit
 * @param target latency target, null for none
 * @param steady steady state that ends the job, null for none
 */
public record ControlSpec(
    @Nullable String waitFor,
    int flow,
    int flowId,
    long flowSleepNanos,
    ExitAll exitAll,
    boolean exitAllOnError,
    Set<ErrorKind> continueOn,
    List<Set<Integer>> ignored,
    List<Long> maxLatencyNanos,
    @Nullable LatencyTarget target,
    @Nullable SteadyState steady) {
  public ControlSpec {
    continueOn = Set.copyOf(continueOn);
    ignored = List.copyOf(ignored);
    maxLatencyNanos = List.copyOf(maxLatencyNanos);
  }

  /**
   * Choice of the jobs that end together with a job (options {@code exitall} and {@code
   * exit_what}).
   */
  public enum ExitAll {
    /** NONE: no other job ends. */
    NONE,
    /** GROUP: the jobs of the same reporting group end. */
    GROUP,
    /** STONEWALL: the jobs that are running end. */
    STONEWALL,
    /** ALL: all jobs end, including those that have not begun. */
    ALL
  }

  /** Kind of an error of an I/O, for the option {@code continue_on_error}. */
  public enum ErrorKind {
    READ,
    WRITE,
    VERIFY
  }

  /**
   * Latency target of a job: the job searches for the greatest depth at which enough I/Os are fast
   * enough.
   *
   * @param nanos latency that an I/O may have, in nanoseconds
   * @param windowNanos time for which each depth is tried, in nanoseconds
   * @param percentile share of I/Os that must meet the latency, in percent
   * @param keepsRunning whether the job continues after the search and goes on adapting the depth
   */
  public record LatencyTarget(
      long nanos, long windowNanos, double percentile, boolean keepsRunning) {}

  /**
   * Condition that ends a job when its rate has become steady.
   *
   * @param criterion value that is judged, and how
   * @param limit limit in I/Os or bytes per second, or in percent of the mean
   * @param percent whether {@code limit} is a percentage of the mean
   * @param durationNanos length of the window that is judged, in nanoseconds
   * @param rampNanos time before the first window, in nanoseconds
   */
  public record SteadyState(
      Criterion criterion, double limit, boolean percent, long durationNanos, long rampNanos) {}

  /** Criterion by which a job counts as steady, as in fio. */
  public enum Criterion {
    IOPS("iops", false, false),
    IOPS_SLOPE("iops_slope", false, true),
    BW("bw", true, false),
    BW_SLOPE("bw_slope", true, true);

    private final String fioName;
    private final boolean bandwidth;
    private final boolean slope;

    Criterion(String fioName, boolean bandwidth, boolean slope) {
      this.fioName = fioName;
      this.bandwidth = bandwidth;
      this.slope = slope;
    }

    /** Returns the name of the criterion in job files and reports. */
    public String fioName() {
      return fioName;
    }

    /** Returns whether the criterion counts bytes instead of I/Os. */
    public boolean bandwidth() {
      return bandwidth;
    }

    /**
     * Returns whether the criterion is the slope of a line fitted to the values. Otherwise it is
     * the greatest distance of a value from the mean.
     */
    public boolean slope() {
      return slope;
    }
  }
}
