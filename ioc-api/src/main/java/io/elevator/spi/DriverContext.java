package io.elevator.spi;

import java.util.Map;
import java.util.concurrent.ThreadFactory;

/** What the core lends a driver. Thread-safe. */
public interface DriverContext {
  /** Returns the options given, by name; unknown ones were refused before. */
  Map<String, String> options();

  /** Returns the clock. */
  Clock clock();

  /** Makes a timer; the driver closes it in {@link BlockDriver#close}. */
  Timer newTimer(Timer.Callback callback);

  /** Returns a factory of named daemon threads; not to be used by drives in virtual time. */
  ThreadFactory threads();

  /** Returns the seed of the run, for drives that draw numbers. */
  long seed();

  /** Tells users something they should know once, such as that direct I/O was refused. */
  void notice(String message);

  /** Reports a defect that has nobody to be thrown at. */
  void report(String where, Throwable defect);
}
