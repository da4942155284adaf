package io.elevator.core.queue.state;

/** The watch over requests that a driver has, as requests use it. Thread-safe. */
public interface RequestWatch {
  /** Returns the tick of an instant in nanoseconds. */
  long tick(long now);

  /**
   * Returns the time that a request may take, in ticks.
   *
   * @param own time-out of the request in ticks, 0 if it has none of its own
   */
  long ticksFor(long own);

  /**
   * Ensures that a scan takes place as if a request had been started now.
   *
   * @param now instant in nanoseconds
   */
  void watch(long now);

  /**
   * Ensures that a scan looks at a request in time; the request is visible in flight.
   *
   * @param tick present tick
   * @param deadline tick at which the time limit of the request ends
   */
  void watch(long tick, long deadline);
}
