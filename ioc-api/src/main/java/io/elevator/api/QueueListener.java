package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * A receiver of the events of a request queue. Each method does nothing unless overridden.
 *
 * <p>The thread that causes an event calls the method; several threads may call at once, some with
 * a lock of the queue or of the elevator held. A method must be quick, must not wait, and must not
 * call the library except to read its arguments. Its exceptions go to the error sink and do not
 * affect the I/O. {@code now} is the time of the event in nanoseconds of the block layer's clock,
 * which may be a virtual clock.
 *
 * <p>When no request is outstanding, the numbers of events are related as follows:
 *
 * <ul>
 *   <li>Each bio that was {@code queued} was {@code tagged} or {@code merged}, unless it ended
 *       before it had a request.
 *   <li>Each request that was {@code tagged} was {@code absorbed} or {@code completed}. Flushes of
 *       the queue itself are {@code completed} without having been {@code tagged}.
 *   <li>Each {@code issued} was followed by {@code requeued} or {@code completed}. A request may be
 *       {@code completed} without having been {@code issued}.
 * </ul>
 */
public interface QueueListener {
  /**
   * Called when a bio has entered the queue. A bio that exceeds the device's limits causes one call
   * for each of its pieces.
   */
  default void queued(Bio bio, long now) {}

  /** Called when a bio has got a request with a tag. */
  default void tagged(RequestView rq, long now) {}

  /**
   * Called when a request was given to the elevator, or without an elevator to a software queue;
   * called again after a requeue. Not called for a request that goes directly to the driver.
   */
  default void inserted(RequestView rq, long now) {}

  /**
   * Called when a bio was merged into a request, whose length includes the bio already. Called with
   * a lock held.
   */
  default void merged(RequestView rq, Bio bio, long now) {}

  /** Called when a request was absorbed by another one; {@code rq} has no bios any more. */
  default void absorbed(RequestView rq, long now) {}

  /** Called when a driver starts a request; called again after a requeue. */
  default void issued(RequestView rq, long now) {}

  /** Called when a driver has given a started request back to be queued again. */
  default void requeued(RequestView rq, long now) {}

  /**
   * Called when a request has ended. The request still has its bios, whose callbacks have not been
   * called yet. Also called for the queue's own flushes, which have no bio and no task.
   */
  default void completed(RequestView rq, BioStatus status, long now) {}

  /**
   * Called when the elevator has made a decision, under the elevator's lock.
   *
   * @param decision name of the decision, a constant such as {@code idle}
   * @param reason name of the reason, a constant such as {@code alone}
   * @param context context whose I/O the decision is about, or null if it is about no single
   *     context
   * @param value figure that belongs to the decision ({@link DecisionSpec#figure})
   * @param now time of the decision, in nanoseconds
   */
  default void decided(
      String decision, String reason, @Nullable IoContext context, long value, long now) {}

  /**
   * Called when another elevator is in use.
   *
   * @param from name of the old elevator, or {@code none}
   * @param to name of the new elevator, or {@code none}
   * @param beganNanos time since which no bio was admitted, in nanoseconds
   * @param now time of the event, in nanoseconds
   */
  default void switched(String from, String to, long beganNanos, long now) {}

  /**
   * Called when an elevator could not be started; the old elevator stays in use.
   *
   * @param from name of the elevator in use, or {@code none}
   * @param to name of the elevator that failed
   * @param reason exception that its start threw
   * @param beganNanos time since which no bio was admitted, in nanoseconds
   * @param now time of the event, in nanoseconds
   */
  default void switchFailed(String from, String to, Throwable reason, long beganNanos, long now) {}

  /**
   * Called when an elevator was detached by force. A call of {@link #switched} follows unless
   * another switch came first.
   *
   * @param elevator name of the elevator
   * @param reason description of the defects
   * @param beganNanos time since which no bio was admitted, in nanoseconds
   * @param now time of the event, in nanoseconds
   */
  default void quarantined(String elevator, String reason, long beganNanos, long now) {}

  /**
   * Called when the last task of a context that has done I/O on this queue has exited; requests of
   * the context may still be in flight.
   */
  default void contextExited(IoContext context, long now) {}
}
