package io.elevator.workload.job;

/**
 * Measurements of a job, and their presentation in the report.
 *
 * @param slatPercentiles whether percentiles of submission latency are reported
 * @param clatPercentiles whether percentiles of completion latency are reported
 * @param latPercentiles whether percentiles of total latency are reported
 * @param slat whether submission latency is measured
 * @param clat whether completion latency is measured
 * @param lat whether total latency is measured
 * @param unified combination of the directions in the report
 * @param diskUtil whether the statistics of the job's drives are reported
 * @param bandwidthNanos interval between samples of the bandwidth, in nanoseconds
 * @param iopsNanos interval between samples of the I/Os per second, in nanoseconds
 * @param significant number of significant digits in the normal report
 * @param logs log files
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
  /** Combination of the directions in the report ({@code unified_rw_reporting}). */
  public enum Unified {
    /** NONE: the report shows each direction separately. */
    NONE,
    /** MIXED: the report shows all directions together. */
    MIXED,
    /** BOTH: the report shows each direction, and all directions together. */
    BOTH
  }
}
