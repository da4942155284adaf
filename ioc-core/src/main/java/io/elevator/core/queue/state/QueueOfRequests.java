package io.elevator.core.queue.state;

import io.elevator.api.BioStatus;
import io.elevator.core.request.BioTarget;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.DriverFile;

/**
 * A queue as its requests, plugs and entered threads use it. A thread may have entered several
 * queues and a plug may hold requests of several, so both find the queue through the request or bio
 * that they process.
 */
public interface QueueOfRequests extends BioTarget {
  /** Returns the handle of the queue's device. */
  DriverFile device();

  /** Returns the clock of the queue. */
  TimeBase time();

  /** Returns the scan for requests whose time limit has passed. */
  RequestWatch watch();

  /** Returns the listeners of the queue. */
  Listeners listeners();

  /** Returns what looks after threads that do not return. */
  StuckThreads stuckThreads();

  /** Returns whether merging is switched off completely. */
  boolean isMergingOff();

  /** Reports a defect for which there is no caller to throw an exception at. Throws nothing. */
  void report(String where, Throwable defect);

  /**
   * Gives plugged requests of this queue directly to the driver; the requests that remain in the
   * list have to be inserted.
   */
  void issuePlugged(RequestList list, Activation activation);

  /**
   * Inserts a group of requests of one hardware queue and stripe in order, and runs the hardware
   * queue.
   *
   * @param waiting whether the thread is about to wait, so that it leaves calling the driver to the
   *     run
   */
  void insertGroup(
      CoreHardwareQueue hctx,
      int stripe,
      RequestList group,
      boolean waiting,
      Activation activation);

  /** Ends a request that the caller has, because the driver is not to get it. */
  void end(QueueRequest rq, BioStatus status, Activation activation);

  /** Frees a request that carries no I/O and is in no list. */
  void freeUnused(QueueRequest rq, Activation activation);

  /** Returns the queue that a bio is in. */
  static QueueOfRequests of(CoreBio bio) {
    BioTarget target = bio.target();
    if (target == null) {
      throw new IllegalStateException("the bio " + bio + " is in no queue");
    }
    return (QueueOfRequests) target;
  }
}
