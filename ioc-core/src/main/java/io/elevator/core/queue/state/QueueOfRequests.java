package io.elevator.core.queue.state;

import io.elevator.api.BioStatus;
import io.elevator.core.request.BioTarget;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.DriverFile;

/**
 * A queue as its requests, the plugs that hold them and the threads inside it know it. A thread may
 * be inside several queues, and a plug may hold requests of several, so both reach the queue
 * through the request or bio at hand.
 */
public interface QueueOfRequests extends BioTarget {
  /** Returns the handle of the device of the queue. */
  DriverFile device();

  /** Returns the clock of the queue. */
  TimeBase time();

  /** Returns the watch over requests that a driver has for too long. */
  RequestWatch watch();

  /** Returns the listeners of the queue. */
  Listeners listeners();

  /** Whether nothing is merged at all. */
  boolean isMergingOff();

  /** Reports a defect that has no caller to be thrown at. Throws nothing. */
  void report(String where, Throwable defect);

  /** Gives plugged requests of this queue alone to the driver; what is left is to be inserted. */
  void issuePlugged(RequestList list, Activation activation);

  /**
   * Inserts a group of requests of one hardware queue and stripe in order, and runs.
   *
   * @param waiting whether the thread is about to wait, so that the driver is left to the run
   */
  void insertGroup(
      CoreHardwareQueue hctx,
      int stripe,
      RequestList group,
      boolean waiting,
      Activation activation);

  /** Ends a request that the caller has, because the driver is not to get it. */
  void end(QueueRequest rq, BioStatus status, Activation activation);

  /** Frees a request without I/O that is in no list. */
  void freeUnused(QueueRequest rq, Activation activation);
}
