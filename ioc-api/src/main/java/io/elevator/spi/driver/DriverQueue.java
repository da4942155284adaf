package io.elevator.spi.driver;

import io.elevator.api.BioStatus;
import org.jspecify.annotations.Nullable;

/**
 * One hardware queue as its driver uses it: the driver completes requests here, gives them back and
 * asks for runs. Thread-safe.
 *
 * <p>A driver completes the cookie that {@link DriverRequest#start} returned. A cookie holds a
 * generation and a tag, so that a second or late completion is counted and reported, and never ends
 * the I/O of the tag's next user. A cookie is unique within its hardware queue only.
 */
public abstract class DriverQueue {
  /** Only the core and drivers that wrap other drivers make these. */
  protected DriverQueue() {}

  /** Returns the index of this hardware queue, from 0. */
  public abstract int index();

  /** Asks for a run, outside this call and all locks. */
  public abstract void run();

  /**
   * Asks for a run after some time.
   *
   * @param nanos time until the run, in nanoseconds
   */
  public abstract void runAfter(long nanos);

  /**
   * Ends a started request without a cause, as {@link #complete(long, BioStatus, int, Throwable)}.
   */
  public final void complete(long cookie, BioStatus status) {
    complete(cookie, status, 0, null);
  }

  /**
   * Ends a started request; the first call for a cookie counts. Called with no lock held that a
   * {@link BlockDriver} method takes. Error number and cause are those of a failure; the bios of
   * the request share them ({@link io.elevator.api.Bio#failure}).
   *
   * @param errno error number of Linux, or 0 if there is none
   * @param cause exception that explains the failure, or null
   */
  public abstract void complete(
      long cookie, BioStatus status, int errno, @Nullable Throwable cause);

  /**
   * Reports the first bytes of a started request done, successfully or not. The bios that lie in
   * them end. The request goes on with the rest, in flight under the same cookie: its length,
   * position and data become those of the rest, which the driver completes, reports in further
   * parts, or gives back.
   *
   * @param bytes number of bytes, from 1; as many as the request has, or more, ends the request
   */
  public final void completePart(long cookie, long bytes, BioStatus status) {
    completePart(cookie, bytes, status, 0, null);
  }

  /**
   * Reports the first bytes of a started request done, as {@link #completePart(long, long,
   * BioStatus)}, with the cause of a failure.
   *
   * @param bytes number of bytes, from 1; as many as the request has, or more, ends the request
   * @param errno error number of Linux, or 0 if there is none
   * @param cause exception that explains the failure, or null
   */
  public abstract void completePart(
      long cookie, long bytes, BioStatus status, int errno, @Nullable Throwable cause);

  /**
   * Ends a started request successfully although the device has moved fewer bytes than the request
   * has: a read has met the end of its file. The bios of the request count the bytes in their order
   * ({@link io.elevator.api.Bio#transferred}).
   *
   * @param transferred number of bytes that were moved, from 0; more than the length counts as all
   */
  public abstract void completeShort(long cookie, long transferred);

  /** Ends several started requests at once; the batch may be used again on return. */
  public abstract void complete(Completions batch);

  /**
   * Gives a started request back, to be queued again.
   *
   * @param kick false if the driver will ask for the requeue later ({@link #kickRequeue})
   */
  public abstract void requeue(long cookie, boolean kick);

  /**
   * Gives back a started request in which the driver keeps state of its own. The request comes back
   * past the elevator and is not merged meanwhile.
   *
   * @param kick false if the driver will ask for the requeue later ({@link #kickRequeue})
   */
  public abstract void requeuePrepared(long cookie, boolean kick);

  /** Queues again the requests that were given back. */
  public abstract void kickRequeue();

  /**
   * Has the driver asked about a started request as if its time were up ({@link
   * BlockDriver#timedOut}), soon and outside this call. Does nothing if the request has ended.
   */
  public abstract void expire(long cookie);

  /** Returns the started request of a cookie, or null if it has ended. */
  public abstract @Nullable DriverRequest started(long cookie);
}
