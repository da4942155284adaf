package io.elevator.bfq.measure;

/**
 * Detects whether the drive queues requests internally, from the number of requests in flight while
 * more requests were available.
 */
public final class HardwareQueueing {

  private static final int QUEUES_ABOVE = 3;
  private static final int SAMPLES = 32;

  /** The result of the detection. */
  public enum Verdict {
    /** There are not enough samples yet; mostly treated like {@link #QUEUES}. */
    UNKNOWN,
    /** The drive serves one request at a time. */
    NONE,
    /** The drive queues several requests. This result is final. */
    QUEUES
  }

  private final boolean rotational;
  private int maxInDriver;
  private int samples;
  private Verdict verdict = Verdict.UNKNOWN;
  private boolean nonRotationalWithQueueing;

  /**
   * Creates a detection without samples. Until the first result, it assumes that a drive without
   * moving parts queues requests.
   *
   * @param rotational true if the drive has moving parts
   */
  public HardwareQueueing(boolean rotational) {
    this.rotational = rotational;
    this.nonRotationalWithQueueing = !rotational;
  }

  /**
   * Records a completion. Returns true if it may count as a sample.
   *
   * @param inDriver number of requests in flight, including the completed one
   * @param queued number of requests queued in the elevator
   */
  public boolean noteCompletion(int inDriver, int queued) {
    maxInDriver = Math.max(maxInDriver, inDriver);
    return verdict != Verdict.QUEUES && inDriver + queued > QUEUES_ABOVE;
  }

  /**
   * Returns true if the drive is nearly empty only because the queue in service, whose think time
   * is short, has few requests. Such a completion is not a sample.
   *
   * @param ofInService number of requests of the queue in service, queued or in flight
   * @param inDriver number of requests in flight
   */
  public boolean isExplainedByFewRequests(int ofInService, int inDriver) {
    return ofInService < QUEUES_ABOVE && inDriver < QUEUES_ABOVE;
  }

  /** Counts a sample. Each 33rd sample updates the result. */
  public void sample() {
    if (samples++ < SAMPLES) {
      return;
    }
    verdict = maxInDriver > QUEUES_ABOVE ? Verdict.QUEUES : Verdict.NONE;
    maxInDriver = 0;
    samples = 0;
    nonRotationalWithQueueing = !rotational && verdict == Verdict.QUEUES;
  }

  /** Returns the maximum number of requests in flight since the last result. */
  public int maxInDriver() {
    return maxInDriver;
  }

  /** Returns the result of the detection. */
  public Verdict verdict() {
    return verdict;
  }

  /** Returns true if the drive has no moving parts and queues requests, as far as is known. */
  public boolean isNonRotationalWithQueueing() {
    return nonRotationalWithQueueing;
  }
}
