package io.elevator.cli.run;

import io.elevator.api.Bio;
import io.elevator.cli.job.Direction;
import io.elevator.cli.stats.DirectionStats;
import io.elevator.cli.stats.JobStats;

/**
 * Writes a job's I/Os into its statistics. Belongs to the job's {@link SerialWork}.
 *
 * <p>The submission latency of an I/O that had ended when its submission returned is not known
 * apart from the rest; like fio for engines that complete in the call, all of it counts as
 * completion latency then.
 */
final class IoRecorder {
  private final JobStats stats;
  private final DirectionStats[] directions = new DirectionStats[Direction.COUNT];

  IoRecorder(JobStats stats) {
    this.stats = stats;
    for (Direction direction : Direction.values()) {
      directions[direction.index()] = stats.of(direction);
    }
  }

  /** The job begins. */
  void start(long now) {
    for (DirectionStats direction : directions) {
      direction.startSampling(now);
    }
  }

  /** An interval of samples is over. */
  void sample(long now) {
    for (DirectionStats direction : directions) {
      if (direction.issued() > 0) {
        direction.sample(now);
      }
    }
  }

  /** An I/O is about to be submitted and makes {@code inFlight} of them. */
  void submitting(Direction direction, int inFlight) {
    directions[direction.index()].submitted();
    stats.depths().add(inFlight);
    stats.submits().add(1);
  }

  /** So many ends were seen at once. */
  void reaped(int count) {
    stats.completes().add(count);
  }

  /** An I/O has failed. */
  void failed(Direction direction) {
    directions[direction.index()].failed();
  }

  /** An I/O has ended well. */
  void completed(IoSlot slot) {
    Bio bio = slot.bio;
    long submitted = bio.submittedNanos();
    long ended = bio.endedNanos();
    long lat = Math.max(ended - submitted, 0);
    boolean apart = ended > slot.takenNanos;
    long clat = apart ? ended - Math.max(slot.takenNanos, submitted) : lat;
    DirectionStats direction = directions[slot.direction.index()];
    if (apart) {
      direction.queued(lat - clat);
    }
    direction.completed(slot.bytes, clat, lat);
    stats.latencies().add(clat);
    long issued = bio.issuedNanos();
    if (issued != 0) {
      stats.queueTime().add(Math.max(issued - submitted, 0));
      stats.deviceTime().add(Math.max(ended - issued, 0));
    }
  }
}
