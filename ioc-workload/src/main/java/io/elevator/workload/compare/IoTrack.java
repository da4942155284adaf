package io.elevator.workload.compare;

import io.elevator.workload.run.IoWatch;
import io.elevator.workload.stats.Latencies;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the I/Os of one task looked like. Guarded as {@link IoWatch} says; whoever reads comes after
 * the end of the task. The start of the run, which all its tracks share, is the submission of the
 * first I/O that ended.
 */
public final class IoTrack implements IoWatch {
  private static final long UNKNOWN = Long.MIN_VALUE;

  /** How many dispatches are kept at most. */
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

  /** The start of a run, not known yet. */
  public static AtomicLong newOrigin() {
    return new AtomicLong(UNKNOWN);
  }

  /** The start of a run, {@code otherwise} if none of its I/Os ended. */
  public static long startOf(AtomicLong origin, long otherwise) {
    long start = origin.get();
    return start == UNKNOWN ? otherwise : start;
  }

  /** The track of a task in the run that starts at {@code origin}. */
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

  /** Adds what another task of the same run did. */
  void add(IoTrack other) {
    ios += other.ios;
    bytes += other.bytes;
    latency.add(other.latency);
    queueTime.add(other.queueTime);
    deviceTime.add(other.deviceTime);
    bandwidth.add(other.bandwidth);
    dispatches.add(other.dispatches);
  }

  /** Nanoseconds from submission to the end. */
  public Latencies latency() {
    return latency;
  }

  /** Nanoseconds until the drive took the I/O. */
  public Latencies queueTime() {
    return queueTime;
  }

  /** Nanoseconds that the drive took. */
  public Latencies deviceTime() {
    return deviceTime;
  }

  /** Returns the bytes moved, over time. */
  public BinnedTotals bandwidth() {
    return bandwidth;
  }

  /** Returns some of the dispatches, with their sectors. */
  public EventSamples dispatches() {
    return dispatches;
  }

  /** I/Os that ended well. */
  public long ios() {
    return ios;
  }

  /** Bytes that they moved. */
  public long bytes() {
    return bytes;
  }
}
