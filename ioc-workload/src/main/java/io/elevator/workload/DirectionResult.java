package io.elevator.workload;

import io.elevator.workload.stats.DirectionStats;

/**
 * Figures of the reads, the writes or the trims of a job.
 *
 * @param ios number of I/Os that ended without an error
 * @param bytes number of bytes that these I/Os moved
 * @param failedIos number of I/Os that ended with an error
 * @param iops I/Os per second over the runtime of the job
 * @param bytesPerSecond bandwidth in bytes per second over the runtime of the job
 * @param latency latencies of the I/Os that ended without an error
 */
public record DirectionResult(
    long ios, long bytes, long failedIos, double iops, long bytesPerSecond, LatencyResult latency) {
  static DirectionResult of(DirectionStats stats, Iterable<Double> percentages) {
    return new DirectionResult(
        stats.ios(),
        stats.bytes(),
        stats.dropped(),
        stats.iosPerSecond(),
        stats.bytesPerSecond(),
        LatencyResult.of(stats.lat(), percentages));
  }
}
