package io.elevator.bfq.measure;

/**
 * Whether the drive queues requests inside: found out from how many it held while it could have had
 * more.
 */
public final class HardwareQueueing {

  private static final int QUEUES_ABOVE = 3;
  private static final int SAMPLES = 32;

  /** What is known about the drive. */
  public enum Verdict {
    /** Not enough samples yet; mostly treated like queueing. */
    UNKNOWN,
    /** One request at a time. */
    NONE,
    /** Several requests inside; final. */
    QUEUES
  }

  private final boolean rotational;
  private int maxInDriver;
  private int samples;
  private Verdict verdict = Verdict.UNKNOWN;
  private boolean nonRotationalWithQueueing;

  /** Nothing is known; a drive without moving parts is taken for one that queues. */
  public HardwareQueueing(boolean rotational) {
    this.rotational = rotational;
    this.nonRotationalWithQueueing = !rotational;
  }

  /**
   * A completion: the drive still counts the request in {@code inDriver}. Returns whether this is a
   * sample so far.
   */
  public boolean noteCompletion(int inDriver, int queued) {
    maxInDriver = Math.max(maxInDriver, inDriver);
    return verdict != Verdict.QUEUES && inDriver + queued > QUEUES_ABOVE;
  }

  /**
   * Whether so few requests of a queue with short think time explain a nearly empty drive, so that
   * nothing is learnt.
   */
  public boolean isExplainedByFewRequests(int ofInService, int inDriver) {
    return ofInService < QUEUES_ABOVE && inDriver < QUEUES_ABOVE;
  }

  /** Counts a sample; the 33rd decides. */
  public void sample() {
    if (samples++ < SAMPLES) {
      return;
    }
    verdict = maxInDriver > QUEUES_ABOVE ? Verdict.QUEUES : Verdict.NONE;
    maxInDriver = 0;
    samples = 0;
    nonRotationalWithQueueing = !rotational && verdict == Verdict.QUEUES;
  }

  /** The most requests the drive has held since the last verdict. */
  public int maxInDriver() {
    return maxInDriver;
  }

  /** What is known. */
  public Verdict verdict() {
    return verdict;
  }

  /** Whether the drive has no moving parts and queues, as far as is known. */
  public boolean isNonRotationalWithQueueing() {
    return nonRotationalWithQueueing;
  }
}
