package io.elevator.workload.compare;

import io.elevator.workload.run.IoWatch;
import io.elevator.workload.stats.Latencies;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Statistics of the I/Os of one task. Guarded as {@link IoWatch} specifies; read only after the
 * task has ended. All tracks of a run share its origin: the submission time of the first I/O that
 * ended.
 */
public final class IoTrack implements IoWatch {
  private static final long UNKNOWN = Long.MIN_VALUE;

  /** Greatest number of dispatches that one track keeps. */
  private static final int DISPATCHES = 1_500;

  private final AtomicLong origin;
  private Latencies latency = new Latencies();
  private Latencies queueTime = new Latencies();
  private Latencies deviceTime = new Latencies();
  private BinnedTotals bandwidth = new BinnedTotals();
  private EventSamples dispatches = new EventSamples(DISPATCHES);
  private long ios;
  private long bytes;

  private IoTrack(AtomicLong origin) {
    this.origin = origin;
  }

  /** Returns a new origin of a run, which is not set yet. */
  public static AtomicLong newOrigin() {
    return new AtomicLong(UNKNOWN);
  }

  /** Returns the origin of a run in nanoseconds, or {@code otherwise} if none of its I/Os ended. */
  public static long startOf(AtomicLong origin, long otherwise) {
    long start = origin.get();
    return start == UNKNOWN ? otherwise : start;
  }

  /** Returns a new track of a task in the run with the given origin. */
  public static IoTrack in(AtomicLong origin) {
    return new IoTrack(origin);
  }

  @Override
  public void ended(
      long sector, long size, long submittedNanos, long issuedNanos, long endedNanos) {
    long start = origin.get();
    if (start == UNKNOWN) {
      start = origin.compareAndSet(UNKNOWN, submittedNanos) ? submittedNanos : origin.get();
    }
    ios++;
    bytes += size;
    latency.add(Math.max(endedNanos - submittedNanos, 0));
    bandwidth.add(Math.max(endedNanos - start, 0), size);
    if (issuedNanos != 0) {
      queueTime.add(Math.max(issuedNanos - submittedNanos, 0));
      deviceTime.add(Math.max(endedNanos - issuedNanos, 0));
      dispatches.add(Math.max(issuedNanos - start, 0), sector, 0);
    }
  }

  @Override
  public void startedOver() {
    latency = new Latencies();
    queueTime = new Latencies();
    deviceTime = new Latencies();
    bandwidth = new BinnedTotals();
    dispatches = new EventSamples(DISPATCHES);
    ios = 0;
    bytes = 0;
  }

  /** Adds the statistics of another task of the same run. */
  void add(IoTrack other) {
    ios += other.ios;
    bytes += other.bytes;
    latency.add(other.latency);
    queueTime.add(other.queueTime);
    deviceTime.add(other.deviceTime);
    bandwidth.add(other.bandwidth);
    dispatches.add(other.dispatches);
  }

  /** Returns the times from submission of the I/Os to their end, in nanoseconds. */
  public Latencies latency() {
    return latency;
  }

  /** Returns the times from submission until the driver started the I/O, in nanoseconds. */
  public Latencies queueTime() {
    return queueTime;
  }

  /** Returns the times from the driver's start of the I/O to its end, in nanoseconds. */
  public Latencies deviceTime() {
    return deviceTime;
  }

  /** Returns the number of bytes moved, over time. */
  public BinnedTotals bandwidth() {
    return bandwidth;
  }

  /** Returns evenly picked dispatches of this task, with their sectors as values. */
  public EventSamples dispatches() {
    return dispatches;
  }

  /** Returns the number of I/Os that ended successfully. */
  public long ios() {
    return ios;
  }

  /** Returns the number of bytes that the successful I/Os moved. */
  public long bytes() {
    return bytes;
  }
}
