package io.elevator.workload.job;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a job has to do with others, and what ends it early.
 *
 * @param waitFor name of the job whose end it waits for, null for none
 * @param flow its share of the flow, 0 for none
 * @param flowId which flow
 * @param flowSleepNanos how long it waits when it is ahead of its share
 * @param exitAll which jobs end with it
 * @param exitAllOnError whether all end when it fails
 * @param continueOn errors that do not end it
 * @param ignored numbers of errors that are no errors, by direction and for verification last
 * @param maxLatencyNanos by direction; an I/O that takes longer fails the job; 0 for no limit
 * @param target a latency to keep to, null for none
 * @param steady when it is steady enough to end, null for never
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
  /** On its own. */
  public static final ControlSpec NONE =
      new ControlSpec(
          null,
          0,
          0,
          0,
          ExitAll.NONE,
          false,
          Set.of(),
          List.of(Set.of(), Set.of(), Set.of()),
          List.of(0L, 0L, 0L),
          null,
          null);

  public ControlSpec {
    continueOn = Set.copyOf(continueOn);
    ignored = List.copyOf(ignored);
    maxLatencyNanos = List.copyOf(maxLatencyNanos);
  }

  /** {@code exitall} and {@code exit_what}. */
  public enum ExitAll {
    /** Nobody. */
    NONE,
    /** Those of its reporting group. */
    GROUP,
    /** Those that run now. */
    STONEWALL,
    /** All, those that have not begun too. */
    ALL
  }

  /** What can go wrong. */
  public enum ErrorKind {
    READ,
    WRITE,
    VERIFY
  }

  /**
   * Finds the greatest depth at which enough I/Os are fast enough.
   *
   * @param nanos fast enough
   * @param windowNanos how long each depth is tried
   * @param percentile how many of the I/Os, percent
   * @param keepsRunning whether the job goes on, adapting the depth, when it has been found
   */
  public record LatencyTarget(
      long nanos, long windowNanos, double percentile, boolean keepsRunning) {}

  /**
   * Ends a job whose rate has become steady.
   *
   * @param criterion which figure, and how it is judged
   * @param limit in I/Os or bytes a second, or percent of the mean
   * @param percent whether {@code limit} is one of the mean
   * @param durationNanos of the window that is judged
   * @param rampNanos before the first
   */
  public record SteadyState(
      Criterion criterion, double limit, boolean percent, long durationNanos, long rampNanos) {}

  /** fio's criteria. */
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

    /** The word that job files and reports use. */
    public String fioName() {
      return fioName;
    }

    /** Whether bytes are counted rather than I/Os. */
    public boolean bandwidth() {
      return bandwidth;
    }

    /** Whether the slope of a line through the figures is judged, not how far they are apart. */
    public boolean slope() {
      return slope;
    }
  }
}
