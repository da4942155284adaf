package io.elevator.spi.driver;

import io.elevator.api.BioStatus;
import io.elevator.api.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * A request as the driver of its drive uses it. The driver may use a request from {@link
 * BlockDriver#queueRequest} until it completes the request or gives it back; afterwards the same
 * object serves another I/O.
 */
public interface DriverRequest extends RequestView {
  /** Returns whether data goes towards the device. */
  boolean isWrite();

  /** Returns whether the request counts as synchronous. */
  boolean isSync();

  /**
   * Returns the file that offset and length refer to: an object that this driver made, or the
   * handle of the drive's one device.
   */
  DriverFile handle();

  /** Returns the position behind the last byte, in bytes. */
  long endOffset();

  /** Returns the number of data segments. */
  int segments();

  /**
   * Declares that the drive works on this request from now on. The driver calls this exactly once
   * before it completes the request.
   *
   * @return cookie to complete the request with
   * @throws IllegalStateException if the request is already started, or the driver is not being
   *     called with it
   */
  long start();

  /**
   * Records why the driver refuses this request with an error, so that its bios name the cause
   * ({@link io.elevator.api.Bio#failure}). For the end of {@link BlockDriver#queueRequest}: {@code
   * return rq.refuse(BioStatus.MEDIUM, errno, e);}. Has no effect if the driver then starts the
   * request, or answers {@link BioStatus#RESOURCE} or {@link BioStatus#DEV_RESOURCE}.
   *
   * @param status error that the request ends with
   * @param errno error number of Linux, or 0 if there is none
   * @param cause exception that explains the failure, or null
   * @return {@code status}
   * @throws IllegalStateException if the request is started, or the driver is not being called with
   *     it
   */
  BioStatus refuse(BioStatus status, int errno, @Nullable Throwable cause);

  /** Returns the driver tag: 0 to the depth less 1. */
  int driverTag();

  /** Returns the object that {@link BlockDriver#newRequestData} made for this request. */
  @Nullable Object driverData();

  /** Returns the time limit of this request in the device, in milliseconds; 0 for the queue's. */
  long timeoutMillis();

  /**
   * Sets a time limit in the device for this request, in place of the queue's {@code io_timeout},
   * until the request ends. Called before {@link #start}.
   *
   * @param value time limit in milliseconds, up to 4294967295; 0 for the queue's
   * @throws IllegalArgumentException if the value is out of range
   */
  void timeoutMillis(long value);

  /**
   * Offers the work of this started request to the calling thread, which performs it after it has
   * left the queue, if it is a platform thread that goes on to wait for just this request. {@code
   * work} then runs in that thread before the thread parks; no lock is held, and the work may
   * block.
   *
   * @param work work that performs and completes this request
   * @return whether the calling thread will do the work; if not, the driver performs the request as
   *     any other
   */
  boolean leaveToWaiter(Runnable work);
}
