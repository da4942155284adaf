package io.elevator.workload.stats;

import io.elevator.workload.job.Direction;

/**
 * Statistics of one job, or of several jobs reported as one. Guarded in the same way as the job;
 * not thread-safe.
 */
public final class JobStats {
  private final DirectionStats[] directions = new DirectionStats[Direction.COUNT];
  private final LatencyBuckets latencies = new LatencyBuckets();
  private final DepthCounts depths = new DepthCounts(DepthCounts.Columns.LEVELS);
  private final DepthCounts submits = new DepthCounts(DepthCounts.Columns.BATCHES);
  private final DepthCounts completes = new DepthCounts(DepthCounts.Columns.BATCHES);
  private final Moments queueTime = new Moments();
  private final Moments deviceTime = new Moments();
  private final Latencies syncs = new Latencies();
  private long errors;
  private int firstError;
  private long runtimeNanos;

  /** Creates statistics that are all empty. */
  public JobStats() {
    for (int i = 0; i < directions.length; i++) {
      directions[i] = new DirectionStats();
    }
  }

  /** Returns the statistics of {@code direction}. */
  public DirectionStats of(Direction direction) {
    return directions[direction.index()];
  }

  /** Returns the completion latencies of all directions in fio's buckets. */
  public LatencyBuckets latencies() {
    return latencies;
  }

  /** Returns the histogram of I/Os in flight, counted at each submission. */
  public DepthCounts depths() {
    return depths;
  }

  /** Returns the histogram of I/Os submitted together. */
  public DepthCounts submits() {
    return submits;
  }

  /** Returns the histogram of the numbers of ended I/Os that the job processed together. */
  public DepthCounts completes() {
    return completes;
  }

  /** Returns the times from submission until the driver started the I/O, in nanoseconds. */
  public Moments queueTime() {
    return queueTime;
  }

  /** Returns the times from the driver's start of the I/O to its end, in nanoseconds. */
  public Moments deviceTime() {
    return deviceTime;
  }

  /** Returns the latencies of flushes, in nanoseconds. */
  public Latencies syncs() {
    return syncs;
  }

  /** Counts an error that did not end the job, given as a Linux error number. */
  public void continuedAfter(int errno) {
    errors++;
    firstError = firstError == 0 ? errno : firstError;
  }

  /** Returns the number of errors that did not end the job. */
  public long errors() {
    return errors;
  }

  /**
   * Returns the Linux error number of the first error that did not end the job, 0 if there was
   * none.
   */
  public int firstError() {
    return firstError;
  }

  /** Returns the runtime of the job, in nanoseconds. */
  public long runtimeNanos() {
    return runtimeNanos;
  }

  /** Sets the runtime of the job and of each direction that it used, in nanoseconds. */
  public void ended(long nanos) {
    runtimeNanos = nanos;
    for (DirectionStats direction : directions) {
      if (direction.issued() > 0) {
        direction.ended(nanos);
      }
    }
  }

  /** Adds the statistics of another job to these. */
  public void add(JobStats other) {
    for (int i = 0; i < directions.length; i++) {
      directions[i].add(other.directions[i]);
    }
    latencies.add(other.latencies);
    depths.add(other.depths);
    submits.add(other.submits);
    completes.add(other.completes);
    queueTime.add(other.queueTime);
    deviceTime.add(other.deviceTime);
    syncs.add(other.syncs);
    errors += other.errors;
    firstError = firstError == 0 ? other.firstError : firstError;
    runtimeNanos = Math.max(runtimeNanos, other.runtimeNanos);
  }
}
