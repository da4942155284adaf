package io.elevator.workload.job;

import org.jspecify.annotations.Nullable;

/**
 * Files with a line for each I/O, or for each window of time.
 *
 * @param bandwidth prefix of the file of bandwidths, null for none
 * @param latency prefix of the files of latencies, null for none
 * @param iops prefix of the file of I/Os a second, null for none
 * @param ioLog file of all I/Os in fio's own format, null for none
 * @param windowNanos of time that one line stands for, 0 for a line each I/O
 * @param max whether a window's line is its greatest value rather than its mean
 * @param offsets whether lines say where
 * @param priorities whether lines give the whole priority rather than whether it is high
 * @param perJob whether each job has files of its own
 * @param unixEpoch whether times count from 1970
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
  /** None. */
  public static final LogSpec NONE =
      new LogSpec(null, null, null, null, 0, false, false, false, true, false);

  /** Whether there is anything to write. */
  public boolean any() {
    return bandwidth != null || latency != null || iops != null || ioLog != null;
  }
}
