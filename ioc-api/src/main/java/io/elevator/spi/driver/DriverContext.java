package io.elevator.spi.driver;

import io.elevator.spi.Clock;
import io.elevator.spi.Timer;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/** Services that the core offers to a driver. Thread-safe. */
public interface DriverContext {
  /** Returns the options of the drive, by name. The core has refused unknown names before. */
  Map<String, String> options();

  /** Returns the clock. */
  Clock clock();

  /** Creates a timer. The driver closes it in {@link BlockDriver#close}. */
  Timer newTimer(Timer.Callback callback);

  /** Returns a factory of named daemon threads. A drive in virtual time must not use it. */
  ThreadFactory threads();

  /** Returns the seed for drives that draw random numbers. */
  long seed();

  /** Publishes a message that users should see once, such as that direct I/O was refused. */
  void notice(String message);

  /**
   * Reports a defect to the error sink. For a defect that the driver cannot throw to a caller.
   *
   * @param where place in the driver, for the reader of the report
   * @param defect exception that describes the defect
   */
  void report(String where, Throwable defect);

  /**
   * Declares the queue of this driver dead: the drive can serve no request any more. For instance,
   * a driver calls this when one of its service threads ends and cannot recover. Idempotent. Any
   * thread may call this, also before {@link BlockDriver#start} returns; no lock of the core needs
   * to be held. Bios end after this call, not inside it.
   *
   * <p>The core ends with {@link io.elevator.api.BioStatus#OFFLINE} every bio whose request the
   * drive has not started, and refuses new bios with the same status. Each started request stays
   * with the driver, which completes it as soon as the request's memory is out of use. The driver
   * completes a request that it cannot get back with {@link
   * io.elevator.api.BioStatus#MEMORY_IN_USE}.
   *
   * @param where place in the driver, for the reader of the report
   * @param cause reason why the drive can serve no request any more
   */
  default void declareDead(String where, Throwable cause) {
    report(where, cause);
  }
}
