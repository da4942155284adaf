package io.elevator.workload.stats;

import io.elevator.workload.job.Direction;

/**
 * What one job did, or several that are reported as one. Guarded by whatever guards the job; not
 * thread-safe.
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

  /** Nothing done yet. */
  public JobStats() {
    for (int i = 0; i < directions.length; i++) {
      directions[i] = new DirectionStats();
    }
  }

  /** What was done in {@code direction}. */
  public DirectionStats of(Direction direction) {
    return directions[direction.index()];
  }

  /** Completion latencies of all directions between fio's bounds. */
  public LatencyBuckets latencies() {
    return latencies;
  }

  /** I/Os in flight, counted at each submission. */
  public DepthCounts depths() {
    return depths;
  }

  /** I/Os handed over at once. */
  public DepthCounts submits() {
    return submits;
  }

  /** I/Os taken back at once. */
  public DepthCounts completes() {
    return completes;
  }

  /** Nanoseconds that I/Os waited before the drive took them. */
  public Moments queueTime() {
    return queueTime;
  }

  /** Nanoseconds that the drive took. */
  public Moments deviceTime() {
    return deviceTime;
  }

  /** Nanoseconds that flushes took. */
  public Latencies syncs() {
    return syncs;
  }

  /** An error that did not end the job, by Linux's number. */
  public void continuedAfter(int errno) {
    errors++;
    firstError = firstError == 0 ? errno : firstError;
  }

  /** Errors that did not end the job. */
  public long errors() {
    return errors;
  }

  /** The first of them, 0 when there was none. */
  public int firstError() {
    return firstError;
  }

  /** How long the job ran. */
  public long runtimeNanos() {
    return runtimeNanos;
  }

  /** The job ran for {@code nanos}; so did each direction that it used. */
  public void ended(long nanos) {
    runtimeNanos = nanos;
    for (DirectionStats direction : directions) {
      if (direction.issued() > 0) {
        direction.ended(nanos);
      }
    }
  }

  /** Adds what another job did. */
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
