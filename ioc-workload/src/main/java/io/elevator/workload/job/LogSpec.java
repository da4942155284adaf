package io.elevator.workload.job;

import org.jspecify.annotations.Nullable;

/**
 * Log files of a job, with one line for each I/O or for each window of time.
 *
 * @param bandwidth prefix of the bandwidth log, null for none
 * @param latency prefix of the latency logs, null for none
 * @param iops prefix of the log of I/Os per second, null for none
 * @param ioLog file for all I/Os in fio's iolog format, null for none
 * @param windowNanos length of a line's window in nanoseconds, 0 for one line per I/O
 * @param max whether the line of a window contains its greatest value instead of its mean
 * @param offsets whether lines contain the offset of the I/O
 * @param priorities whether lines contain the whole priority instead of whether it is high
 * @param perJob whether each job has log files of its own
 * @param unixEpoch whether times count from 1970 instead of from the start of the job
 */
public record LogSpec(
    @Nullable String bandwidth,
    @Nullable String latency,
    @Nullable String iops,
    @Nullable String ioLog,
    long windowNanos,
    boolean max,
    boolean offsets,
    boolean priorities,
    boolean perJob,
    boolean unixEpoch) {
  /** Returns whether the job writes any log. */
  public boolean any() {
    return bandwidth != null || latency != null || iops != null || ioLog != null;
  }
}
