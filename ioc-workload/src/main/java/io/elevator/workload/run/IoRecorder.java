package io.elevator.workload.run;

import io.elevator.api.Bio;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.ReportSpec;
import io.elevator.workload.log.JobLogs;
import io.elevator.workload.stats.DirectionStats;
import io.elevator.workload.stats.JobStats;
import org.jspecify.annotations.Nullable;

/**
 * Writes a job's I/Os into its statistics and logs. Belongs to the job's {@link SerialWork}.
 *
 * <p>Latencies add up as in fio: {@code lat} is {@code slat} and {@code clat} together. An I/O that
 * had ended when its submission returned has a submission latency of 0, as its parts are not known
 * apart. Synchronous engines have no submission latency: the whole of it is completion latency.
 */
final class IoRecorder {
  private final ReportSpec report;
  private final boolean synchronous;
  private final boolean byPriority;
  private final @Nullable JobLogs logs;
  private final @Nullable IoWatch watch;
  private final DirectionStats[] directions = new DirectionStats[Direction.COUNT];

  private JobStats stats = new JobStats();
  private long startedNanos;

  /**
   * A recorder.
   *
   * @param synchronous whether the job's engine does one I/O at a time within the call
   * @param byPriority whether I/Os differ in priority
   */
  IoRecorder(
      ReportSpec report,
      boolean synchronous,
      boolean byPriority,
      @Nullable JobLogs logs,
      @Nullable IoWatch watch) {
    this.report = report;
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

  /** The figures so far. */
  JobStats stats() {
    return stats;
  }

  /** The job begins. */
  void start(long now) {
    startedNanos = now;
    if (logs != null) {
      logs.started(now);
    }
    for (DirectionStats direction : directions) {
      direction.startSampling(now);
    }
  }

  /** Forgets all figures: the job had only been warming up. Logs go on. */
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

  /** An interval of samples may be over. */
  void sample(long now) {
    for (DirectionStats direction : directions) {
      if (direction.issued() > 0) {
        direction.sample(now, report.bandwidthNanos(), report.iopsNanos());
      }
    }
  }

  /** An I/O is about to be submitted and makes {@code inFlight} of them. */
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

  /** So many I/Os were handed over at once. */
  void submitted(int count) {
    stats.submits().add(count);
  }

  /** So many ends were seen at once. */
  void reaped(int count) {
    stats.completes().add(count);
  }

  /** An I/O has failed. */
  void failed(Direction direction) {
    directions[direction.index()].failed();
  }

  /** The job goes on after an error. */
  void continuedAfter(int errno) {
    stats.continuedAfter(errno);
  }

  /** An I/O has ended well; says how long it took. */
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
      watch.ended(bio.sector(), slot.bytes, submitted, issued, ended);
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
