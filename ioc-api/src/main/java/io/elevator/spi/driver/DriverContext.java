package io.elevator.spi.driver;

import io.elevator.spi.Clock;
import io.elevator.spi.Timer;
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

  /**
   * Declares the queue of this driver dead: the drive can serve nothing any more. For a service
   * thread of the driver that ends for a reason it cannot recover from, for instance. Idempotent;
   * any thread may call it, also before {@link BlockDriver#start} returns, and no lock of the core
   * has to be held. Bios are ended after this call, not inside it.
   *
   * <p>The core ends with {@link io.elevator.api.BioStatus#OFFLINE} every bio whose request the
   * drive has not started, and refuses new ones with the same status. It leaves each started
   * request to the driver, which completes it as soon as the request's memory is out of use. The
   * driver completes a request that it cannot get back with {@link
   * io.elevator.api.BioStatus#MEMORY_IN_USE}.
   *
   * @param where place in the driver, for the reader of the report
   * @param cause reason why the drive can serve nothing any more
   */
  default void declareDead(String where, Throwable cause) {
    report(where, cause);
  }
}
