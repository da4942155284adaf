package io.elevator.bfq;

/**
 * Since when, how long and why a queue is raised; kept apart because it moves between queues at
 * merges and splits.
 */
final class RaisingState {

  /** How long a soft real-time queue is raised, in ticks; no interactive raising is as short. */
  static final long SOFT_REAL_TIME_TICKS = 300;

  /** The longest this raising may last, in ticks; 0 when raising has ended. */
  long maxTicks;

  /** The tick at which the raising began, or when the queue last stopped being served unraised. */
  long lastStart;

  /** The tick at which interactive raising began that soft real-time raising has interrupted. */
  long startAtSwitch;

  /** Sectors served while raised. */
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
