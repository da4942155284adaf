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
   * Has the requests in flight looked at as if a request had been started.
   *
   * @param now instant in nanoseconds
   */
  void watch(long now);

  /**
   * Has a request looked at, which other threads can see in flight.
   *
   * @param tick present tick
   * @param deadline tick at which the time of the request is up
   */
  void watch(long tick, long deadline);
}
