package io.elevator.workload.stats;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one direction of one job did. Guarded by whatever guards the job it belongs to; not
 * thread-safe.
 *
 * <p>Latencies are fio's: {@code slat} from the moment the job made the I/O until the queue had
 * taken it, {@code clat} from there to its end, {@code lat} their sum. The rates are samples over
 * intervals of about half a second.
 */
public final class DirectionStats {
  private final Latencies slat = new Latencies();
  private final Latencies clat = new Latencies();
  private final Latencies lat = new Latencies();
  private final Map<Integer, Latencies> priorities = new TreeMap<>();
  private final Moments bandwidth = new Moments();
  private final Moments rate = new Moments();
  private long ios;
  private long bytes;
  private long issued;
  private long dropped;
  private long runtimeNanos;

  private long sampledIos;
  private long sampledBytes;
  private long sampledNanos;
  private long rateSampledNanos;

  /** One I/O was handed to the queue. */
  public void submitted() {
    issued++;
  }

  /** The queue had taken an I/O {@code nanos} after it was made. */
  public void queued(long nanos) {
    slat.add(nanos);
  }

  /** One I/O of {@code size} bytes ended well; its latencies are not measured. */
  public void completed(int size) {
    ios++;
    bytes += size;
  }

  /** One I/O of {@code size} bytes ended well, {@code nanos} after the queue had taken it. */
  public void completed(int size, long clatNanos, long latNanos) {
    completed(size);
    clat.add(clatNanos);
    lat.add(latNanos);
  }

  /** The completion latency of an I/O of a job whose I/Os differ in priority. */
  public void prioritized(int priority, long clatNanos) {
    priorities.computeIfAbsent(priority, key -> new Latencies()).add(clatNanos);
  }

  /** One I/O ended with an error. */
  public void failed() {
    dropped++;
  }

  /** Begins the first interval of samples. */
  public void startSampling(long now) {
    sampledIos = ios;
    sampledBytes = bytes;
    sampledNanos = now;
    rateSampledNanos = now;
  }

  /** Ends an interval of samples at {@code now} and begins the next. */
  public void sample(long now) {
    sample(now, 1, 1);
  }

  /** Ends those intervals that have become as long as asked for, and begins the next. */
  public void sample(long now, long bandwidthNanos, long rateNanos) {
    long nanos = now - sampledNanos;
    if (nanos >= bandwidthNanos) {
      bandwidth.add(perSecond(bytes - sampledBytes, nanos) >> 10);
      sampledBytes = bytes;
      sampledNanos = now;
    }
    nanos = now - rateSampledNanos;
    if (nanos >= rateNanos) {
      rate.add(perSecond(ios - sampledIos, nanos));
      sampledIos = ios;
      rateSampledNanos = now;
    }
  }

  private static long perSecond(long amount, long nanos) {
    return (long) (amount * 1e9 / nanos);
  }

  /** The job's part in this direction took {@code nanos}. */
  public void ended(long nanos) {
    runtimeNanos = nanos;
  }

  /** Adds what another job did; the runtime is that of the longer one. */
  public void add(DirectionStats other) {
    slat.add(other.slat);
    clat.add(other.clat);
    lat.add(other.lat);
    other.priorities.forEach((priority, latencies) ->
        priorities.computeIfAbsent(priority, key -> new Latencies()).add(latencies));
    bandwidth.addBeside(other.bandwidth);
    rate.addBeside(other.rate);
    ios += other.ios;
    bytes += other.bytes;
    issued += other.issued;
    dropped += other.dropped;
    runtimeNanos = Math.max(runtimeNanos, other.runtimeNanos);
  }

  /** Nanoseconds from making to submission. */
  public Latencies slat() {
    return slat;
  }

  /** Nanoseconds from submission to the end. */
  public Latencies clat() {
    return clat;
  }

  /** Nanoseconds from making to the end. */
  public Latencies lat() {
    return lat;
  }

  /** Completion latencies by encoded priority; empty unless I/Os differ in it. */
  public Map<Integer, Latencies> priorities() {
    return Collections.unmodifiableMap(priorities);
  }

  /** Samples in KiB a second. */
  public Moments bandwidth() {
    return bandwidth;
  }

  /** Samples in I/Os a second. */
  public Moments rate() {
    return rate;
  }

  /** I/Os that ended well. */
  public long ios() {
    return ios;
  }

  /** Bytes they moved. */
  public long bytes() {
    return bytes;
  }

  /** I/Os handed to the queue. */
  public long issued() {
    return issued;
  }

  /** I/Os that ended with an error. */
  public long dropped() {
    return dropped;
  }

  /** How long it took. */
  public long runtimeNanos() {
    return runtimeNanos;
  }

  /**
   * Runtime as fio reports it, in whole milliseconds; at least 1 for a direction that did anything.
   */
  public long runtimeMillis() {
    long millis = runtimeNanos / 1_000_000;
    return millis == 0 && issued > 0 ? 1 : millis;
  }

  /** Bytes a second over the runtime. */
  public long bytesPerSecond() {
    return runtimeMillis() == 0 ? 0 : (long) (bytes * 1000.0 / runtimeMillis());
  }

  /** I/Os a second over the runtime. */
  public double iosPerSecond() {
    return runtimeMillis() == 0 ? 0 : ios * 1000.0 / runtimeMillis();
  }
}
