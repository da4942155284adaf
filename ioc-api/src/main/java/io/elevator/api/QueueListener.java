package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * Hears what happens in a request queue; every method does nothing unless overridden. Called by the
 * thread that does it, several at once, some with a lock of the queue or of the elevator held, so a
 * method must be quick, must not wait and must not call back into the library but for reading what
 * it is given. What it throws goes to the error sink and changes nothing for the I/O. {@code now}
 * is the block layer's clock in nanoseconds, which may be a virtual one.
 *
 * <p>With all of them counted and the queue at rest: {@code tagged + merged} = {@code queued} less
 * the bios that ended before they had a request; {@code tagged} = {@code absorbed + completed}, the
 * queue's own flushes aside; {@code issued} = {@code requeued} + {@code completed} with a start.
 */
public interface QueueListener {
  /**
   * A bio has entered the queue. One that is longer than the device takes is told of piece by
   * piece.
   */
  default void queued(Bio bio, long now) {}

  /** A bio has become a request with a tag. */
  default void tagged(RequestView rq, long now) {}

  /**
   * A request was given to the elevator, or without one to a software queue; again after a requeue.
   * A request that goes straight to the driver is not told of.
   */
  default void inserted(RequestView rq, long now) {}

  /** A bio has joined a request, which has grown by it already. Under a lock. */
  default void merged(RequestView rq, Bio bio, long now) {}

  /** A request has vanished into another; it has no bios any more. */
  default void absorbed(RequestView rq, long now) {}

  /** A driver starts a request; again after a requeue. */
  default void issued(RequestView rq, long now) {}

  /** A driver has given a started request back to be queued again. */
  default void requeued(RequestView rq, long now) {}

  /**
   * A request has ended, with its bios still there, before their callbacks. The queue's own flushes
   * are told of as well: they have no bio and no task.
   */
  default void completed(RequestView rq, BioStatus status, long now) {}

  /**
   * The elevator decided something. Under the elevator's lock.
   *
   * @param decision what, a constant such as {@code idle}
   * @param reason why, a constant such as {@code alone}
   * @param context whose I/O it is about, or null for nobody's in particular
   * @param value a figure that belongs to it
   */
  default void decided(
      String decision, String reason, @Nullable IoContext context, long value, long now) {}

  /**
   * Another elevator is in use.
   *
   * @param from name of the old one, {@code none} without
   * @param to name of the new one, {@code none} without
   * @param beganNanos when the switch began: since then no bio was let in
   */
  default void switched(String from, String to, long beganNanos, long now) {}

  /**
   * An elevator could not be started; the old one goes on.
   *
   * @param from name of the one in use, {@code none} without
   * @param to name of the one that failed
   * @param reason what its start threw
   * @param beganNanos when the attempt began: since then no bio was let in
   */
  default void switchFailed(String from, String to, Throwable reason, long beganNanos, long now) {}

  /**
   * An elevator was detached by force; {@link #switched} follows unless another switch came first.
   *
   * @param elevator name of the elevator
   * @param reason description of the defects
   * @param beganNanos instant since which no bio was let in
   */
  default void quarantined(String elevator, String reason, long beganNanos, long now) {}

  /** The last task of a context that has done I/O here is gone; its requests may still go on. */
  default void contextExited(IoContext context, long now) {}
}
