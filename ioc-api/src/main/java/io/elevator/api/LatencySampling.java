package io.elevator.api;

import java.time.Duration;

/** The windows of a {@link LatencyCollector} on one queue. Thread-safe. */
public interface LatencySampling extends AutoCloseable {
  /**
   * Samples from now on, for so long; if a window is running, it ends so long from now instead.
   *
   * @throws IllegalArgumentException if the length is not above 0
   * @throws IllegalStateException if this or its queue is closed
   */
  void startWindow(Duration length);

  /** Whether a window is running. */
  boolean isRunning();

  /**
   * Ends all sampling; a running window is forgotten, a call of {@link
   * LatencyCollector#windowEnded} that is under way is waited for unless this comes from it.
   * Idempotent.
   */
  @Override
  void close();
}
