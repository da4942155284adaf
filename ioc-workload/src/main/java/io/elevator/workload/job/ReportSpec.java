package io.elevator.workload.job;

/**
 * What is measured and reported of a job.
 *
 * @param slatPercentiles of submission latency
 * @param clatPercentiles of completion latency
 * @param latPercentiles of total latency
 * @param slat whether submission latency is measured
 * @param clat whether completion latency is measured
 * @param lat whether total latency is measured
 * @param unified how directions are reported
 * @param diskUtil whether the figures of its drives are
 * @param bandwidthNanos between two samples of the bandwidth
 * @param iopsNanos between two samples of I/Os a second
 * @param significant figures in the normal report
 * @param logs what is written of each I/O
 */
public record ReportSpec(
    boolean slatPercentiles,
    boolean clatPercentiles,
    boolean latPercentiles,
    boolean slat,
    boolean clat,
    boolean lat,
    Unified unified,
    boolean diskUtil,
    long bandwidthNanos,
    long iopsNanos,
    int significant,
    LogSpec logs) {
  /** fio's defaults. */
  public static final ReportSpec DEFAULTS =
      new ReportSpec(
          false,
          true,
          false,
          true,
          true,
          true,
          Unified.NONE,
          true,
          500_000_000,
          500_000_000,
          4,
          LogSpec.NONE);

  /** {@code unified_rw_reporting}. */
  public enum Unified {
    /** Each direction. */
    NONE,
    /** All together. */
    MIXED,
    /** One and the other. */
    BOTH
  }
}
