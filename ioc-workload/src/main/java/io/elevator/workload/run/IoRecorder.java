package io.elevator.workload.run;

import io.elevator.api.Bio;
import io.elevator.workload.job.BatchSpec;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.ReportSpec;
import io.elevator.workload.log.JobLogs;
import io.elevator.workload.stats.DirectionStats;
import io.elevator.workload.stats.JobStats;
import org.jspecify.annotations.Nullable;

/**
 * Writes a job's I/Os into its statistics and logs. Used by the job's {@link SerialWork} only.
 *
 * <p>As in fio, {@code lat} is the sum of {@code slat} and {@code clat}. An I/O that had already
 * ended when its submission returned gets a submission latency of 0, because the two parts cannot
 * be told apart. Synchronous engines have no submission latency: the whole latency is completion
 * latency.
 */
final class IoRecorder {
  private final ReportSpec report;
  private final BatchSpec batches;
  private final boolean synchronous;
  private final boolean byPriority;
  private final @Nullable JobLogs logs;
  private final @Nullable IoWatch watch;
  private final DirectionStats[] directions = new DirectionStats[Direction.COUNT];

  private JobStats stats = new JobStats();
  private long startedNanos;
  private int reapedTogether;

  /**
   * Creates a recorder of a job's I/Os.
   *
   * @param synchronous whether the job's engine performs each I/O within the submitting call
   * @param byPriority whether I/Os of the job have different priorities
   */
  IoRecorder(
      ReportSpec report,
      BatchSpec batches,
      boolean synchronous,
      boolean byPriority,
      @Nullable JobLogs logs,
      @Nullable IoWatch watch) {
    this.report = report;
    this.batches = batches;
    this.synchronous = synchronous;
    this.byPriority = byPriority;
    this.logs = logs;
    this.watch = watch;
    begin();
  }

  private void begin() {
    for (Direction direction : Direction.values()) {
      directions[direction.index()] = stats.of(direction);
    }
  }

  /** Returns the statistics of the job's I/Os so far. */
  JobStats stats() {
    return stats;
  }

  /** Starts the clocks of statistics and logs. Called when the job begins. */
  void start(long now) {
    startedNanos = now;
    if (logs != null) {
      logs.started(now);
    }
    for (DirectionStats direction : directions) {
      direction.startSampling(now);
    }
  }

  /** Discards all statistics when the job's ramp time is over. The logs keep their entries. */
  void startOver(long now) {
    stats = new JobStats();
    begin();
    if (watch != null) {
      watch.startedOver();
    }
    for (DirectionStats direction : directions) {
      direction.startSampling(now);
    }
  }

  /** Takes a sample of the rate of each direction whose sampling interval is over. */
  void sample(long now) {
    for (DirectionStats direction : directions) {
      if (direction.issued() > 0) {
        direction.sample(now, report.bandwidthNanos(), report.iopsNanos());
      }
    }
  }

  /**
   * Records an I/O that is about to be submitted.
   *
   * @param inFlight number of I/Os in flight, including this one
   */
  void submitting(IoSlot slot, int inFlight, long now) {
    if (slot.isFlush()) {
      if (logs != null) {
        logs.flushed(now - startedNanos, slot.file, slot.offset);
      }
      return;
    }
    directions[slot.direction.index()].submitted();
    stats.depths().add(inFlight);
    if (logs != null) {
      logs.issued(now - startedNanos, slot.direction, slot.file, slot.offset, slot.bytes);
    }
  }

  /** Records that {@code count} I/Os were submitted together. */
  void submitted(int count) {
    stats.submits().add(count);
  }

  /**
   * Records ended I/Os in groups of the size in which the job would have asked its engine for them.
   *
   * @param inFlight number of I/Os still in flight
   */
  void reaped(int count, int inFlight) {
    reapedTogether += count;
    while (reapedTogether >= batches.completeMax()) {
      stats.completes().add(batches.completeMax());
      reapedTogether -= batches.completeMax();
    }
    if (reapedTogether > 0 && (reapedTogether >= batches.completeMin() || inFlight == 0)) {
      stats.completes().add(reapedTogether);
      reapedTogether = 0;
    }
  }

  /** Records an I/O of the job that ended with an error. */
  void failed(Direction direction) {
    directions[direction.index()].failed();
  }

  /** Records an error after which the job continues. */
  void continuedAfter(int errno) {
    stats.continuedAfter(errno);
  }

  /** Records an I/O that ended successfully, and returns its total latency in nanoseconds. */
  long completed(IoSlot slot) {
    Bio bio = slot.bio;
    long submitted = slot.submittedNanos();
    long ended = bio.endedNanos();
    long lat = Math.max(ended - submitted, 0);
    if (slot.isFlush()) {
      if (slot.kind == IoSlot.Kind.FLUSH) {
        stats.syncs().add(lat);
      }
      return lat;
    }
    boolean apart = !synchronous && ended > slot.takenNanos;
    long clat = apart ? ended - Math.max(slot.takenNanos, submitted) : lat;
    DirectionStats direction = directions[slot.direction.index()];
    if (report.slat() && !synchronous) {
      direction.queued(lat - clat);
    }
    direction.completed(slot.bytes);
    if (report.clat()) {
      direction.clat().add(clat);
      stats.latencies().add(clat);
    }
    if (report.lat()) {
      direction.lat().add(lat);
    }
    if (byPriority) {
      direction.prioritized(bio.priority(), report.latPercentiles() ? lat : clat);
    }
    long issued = bio.issuedNanos();
    if (issued != 0) {
      stats.queueTime().add(Math.max(issued - submitted, 0));
      stats.deviceTime().add(Math.max(ended - issued, 0));
    }
    if (watch != null) {
      watch.ended(bio.offset() >>> 9, slot.bytes, submitted, issued, ended);
    }
    if (logs != null) {
      logs.ended(
          ended - startedNanos,
          slot.direction,
          slot.offset,
          slot.bytes,
          bio.priority(),
          lat - clat,
          clat);
    }
    return lat;
  }
}
