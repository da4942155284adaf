package io.elevator.workload.stats;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Statistics of one direction of one job. Guarded in the same way as the job; not thread-safe.
 *
 * <p>Latencies are those of fio: {@code slat} from the creation of the I/O until the queue has
 * accepted it, {@code clat} from then to its end, {@code lat} the sum of both. The rates are
 * samples over intervals of about half a second.
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

  /** Counts an I/O that was submitted to the queue. */
  public void submitted() {
    issued++;
  }

  /** Adds the submission latency of an I/O, in nanoseconds. */
  public void queued(long nanos) {
    slat.add(nanos);
  }

  /** Counts an I/O of {@code size} bytes that ended successfully, without its latencies. */
  public void completed(int size) {
    ios++;
    bytes += size;
  }

  /**
   * Counts an I/O of {@code size} bytes that ended successfully.
   *
   * @param size size of the I/O, in bytes
   * @param clatNanos completion latency, in nanoseconds
   * @param latNanos total latency, in nanoseconds
   */
  public void completed(int size, long clatNanos, long latNanos) {
    completed(size);
    clat.add(clatNanos);
    lat.add(latNanos);
  }

  /**
   * Adds the latency of an I/O, in nanoseconds, to those of its priority. Called only for jobs
   * whose I/Os differ in priority.
   */
  public void prioritized(int priority, long clatNanos) {
    priorities.computeIfAbsent(priority, key -> new Latencies()).add(clatNanos);
  }

  /** Counts an I/O that ended with an error. */
  public void failed() {
    dropped++;
  }

  /** Starts the first sampling interval of the rates. */
  public void startSampling(long now) {
    sampledIos = ios;
    sampledBytes = bytes;
    sampledNanos = now;
    rateSampledNanos = now;
  }

  /** Ends the sampling intervals of the rates at {@code now} and starts the next. */
  public void sample(long now) {
    sample(now, 1, 1);
  }

  /**
   * Ends the sampling intervals that have reached their length, and starts the next.
   *
   * @param now time in nanoseconds
   * @param bandwidthNanos length of an interval of the bandwidth, in nanoseconds
   * @param rateNanos length of an interval of the I/Os per second, in nanoseconds
   */
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

  /** Sets the time for which the job ran in this direction, in nanoseconds. */
  public void ended(long nanos) {
    runtimeNanos = nanos;
  }

  /**
   * Adds the statistics of another job. The runtime of the sum is that of the job that ran longer.
   */
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

  /** Returns the submission latencies, in nanoseconds. */
  public Latencies slat() {
    return slat;
  }

  /** Returns the completion latencies, in nanoseconds. */
  public Latencies clat() {
    return clat;
  }

  /** Returns the total latencies, in nanoseconds. */
  public Latencies lat() {
    return lat;
  }

  /**
   * Returns the completion latencies by encoded priority; empty unless the job's I/Os differ in
   * priority.
   */
  public Map<Integer, Latencies> priorities() {
    return Collections.unmodifiableMap(priorities);
  }

  /** Returns samples of the bandwidth, in KiB per second. */
  public Moments bandwidth() {
    return bandwidth;
  }

  /** Returns samples of the rate in I/Os per second. */
  public Moments rate() {
    return rate;
  }

  /** Returns the number of I/Os that ended successfully. */
  public long ios() {
    return ios;
  }

  /** Returns the number of bytes that the successful I/Os moved. */
  public long bytes() {
    return bytes;
  }

  /** Returns the number of I/Os that were submitted to the queue. */
  public long issued() {
    return issued;
  }

  /** Returns the number of I/Os that ended with an error. */
  public long dropped() {
    return dropped;
  }

  /** Returns the runtime of the job in this direction, in nanoseconds. */
  public long runtimeNanos() {
    return runtimeNanos;
  }

  /**
   * Returns the runtime as fio reports it, in whole milliseconds; at least 1 if an I/O was
   * submitted.
   */
  public long runtimeMillis() {
    long millis = runtimeNanos / 1_000_000;
    return millis == 0 && issued > 0 ? 1 : millis;
  }

  /** Returns the bandwidth over the runtime, in bytes per second. */
  public long bytesPerSecond() {
    return runtimeMillis() == 0 ? 0 : (long) (bytes * 1000.0 / runtimeMillis());
  }

  /** Returns the I/Os per second over the runtime. */
  public double iosPerSecond() {
    return runtimeMillis() == 0 ? 0 : ios * 1000.0 / runtimeMillis();
  }
}
