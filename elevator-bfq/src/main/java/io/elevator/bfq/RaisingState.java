package io.elevator.bfq;

/**
 * The state of a queue's weight raising: its start, its maximum duration and its kind. It is a
 * class of its own because it is copied when queues are merged or split.
 */
final class RaisingState {

  /**
   * Duration of soft real-time raising in ticks. Every interactive raising is longer, so this value
   * also identifies the kind of raising.
   */
  static final long SOFT_REAL_TIME_TICKS = 300;

  /** Maximum duration of the current raising in ticks; 0 after raising has ended. */
  long maxTicks;

  /**
   * Tick at which the current raising began. While the queue is not raised: the last tick at which
   * a request arrived, a service slot ended or the raising ended.
   */
  long lastStart;

  /** Tick at which an interactive raising began that soft real-time raising has interrupted. */
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
