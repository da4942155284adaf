package io.elevator.bfq;

/**
 * The state of a queue's weight raising: its start, its maximum duration and its kind. A separate
 * class, because the state is copied when queues are merged or split.
 */
final class RaisingState {

  /**
   * Duration of soft real-time raising in ticks. Shorter than any interactive raising, so it also
   * identifies the kind.
   */
  static final long SOFT_REAL_TIME_TICKS = 300;

  /** Maximum duration of the current raising in ticks; 0 after raising has ended. */
  long maxTicks;

  /**
   * Tick at which the current raising began. While the queue is not raised: the last tick at which
   * a request arrived, a service slot ended or raising ended.
   */
  long lastStart;

  /** Tick at which the interactive raising began that was interrupted by soft real-time raising. */
  long startAtSwitch;

  /** Number of sectors served while the queue was raised. */
  long service;

  RaisingState(long lastStart, long startAtSwitch) {
    this.lastStart = lastStart;
    this.startAtSwitch = startAtSwitch;
  }

  boolean isSoftRealTime() {
    return maxTicks == SOFT_REAL_TIME_TICKS;
  }

  void copyFrom(RaisingState other) {
    maxTicks = other.maxTicks;
    lastStart = other.lastStart;
    startAtSwitch = other.startAtSwitch;
    service = other.service;
  }
}
