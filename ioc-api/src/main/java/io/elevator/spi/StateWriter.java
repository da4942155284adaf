package io.elevator.spi;

/**
 * Receiver of figures and state, for statistics and debugging. Names are constants in the style of
 * sysfs.
 */
public interface StateWriter {
  /** Writes a number. */
  void number(String name, long value);

  /** Writes text. */
  void text(String name, String value);

  /** Writes a histogram of durations in nanoseconds. */
  void latency(String name, LatencyHistogram histogram);

  /** Begins a nested part, which {@link #end} ends. */
  void begin(String name);

  /** Ends the part that was begun last. */
  void end();
}
