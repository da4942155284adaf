package io.elevator.spi;

/**
 * Receives figures and state for statistics and debugging; names are constants in the style of
 * sysfs.
 */
public interface StateWriter {
  /** Writes a number. */
  void number(String name, long value);

  /** Writes text. */
  void text(String name, String value);

  /** Writes a histogram of nanoseconds. */
  void latency(String name, LatencyHistogram histogram);

  /** Begins a part, to be ended by {@link #end}. */
  void begin(String name);

  /** Ends the part begun last. */
  void end();
}
