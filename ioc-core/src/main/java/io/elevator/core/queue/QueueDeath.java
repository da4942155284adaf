package io.elevator.core.queue;

import io.elevator.api.BioStatus;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The death of a queue whose drive or elevator can serve nothing any more: everything that the
 * drive has not started ends with {@link BioStatus#OFFLINE}; a started request is the driver's
 * until the driver completes it. A dead queue is still to be closed.
 *
 * <p>{@link #cause} is written once, by compare-and-set, before the other marks: a thread that
 * finds the entrance dead because of it therefore sees it. The marks are set by the declaring
 * thread, which may hold locks of a driver; bios are ended by a deferred job, which holds none.
 */
final class QueueDeath {
  private final BlockQueue queue;
  private final AtomicReference<@Nullable Cause> cause = new AtomicReference<>();

  /**
   * The reason.
   *
   * @param where place that found out
   * @param thrown reason as an exception
   */
  record Cause(String where, Throwable thrown) {}

  QueueDeath(BlockQueue queue) {
    this.queue = queue;
  }

  /** Returns the reason, or null while the queue lives. */
  @Nullable Cause cause() {
    return cause.get();
  }

  /** Returns the status of a bio that finds the entrance dead. */
  BioStatus refusal() {
    return cause.get() == null ? BioStatus.IOERR : BioStatus.OFFLINE;
  }

  /** Returns the state of a queue whose entrance is dead, as the end of a message. */
  String state() {
    Cause because = cause.get();
    return because == null
        ? " is closed"
        : " was declared dead by " + because.where() + ": " + because.thrown();
  }

  /** Declares the queue dead; only the first declaration has an effect. */
  void declare(String where, Throwable thrown) {
    if (!cause.compareAndSet(null, new Cause(where, thrown))) {
      return;
    }
    queue.marks().fail(BioStatus.OFFLINE);
    queue.entrance().die();
    queue.report(
        where + ": the queue is dead; what the drive has not started ends OFFLINE", thrown);
    queue.gate().changed();
    queue.time().defer(this::endWaiting);
  }

  private void endWaiting() {
    endWaiting(BioStatus.OFFLINE);
    drain();
  }

  /**
   * Ends the bios that wait in a queue that gives its driver nothing any more. Calls neither the
   * elevator nor the driver, in which another thread may be stuck; the requests stay where they
   * are.
   */
  void endWaiting(BioStatus status) {
    try (Activation activation = Activation.enter(queue.time())) {
      queue.parking().resumeEntrance(activation);
      queue.parking().endTagWaiters(status, activation);
      for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
        for (QueueRequest rq : hctx.pool().all()) {
          if (isWaiting(rq.place) && rq.firstBio() != null && rq.giveUp()) {
            queue.completer().endBios(rq, status, activation);
          }
        }
      }
    }
  }

  /**
   * Whether a request in this place waits. The thread that is moving a request ends its bios
   * itself, and so does the driver that has one.
   */
  static boolean isWaiting(Place place) {
    return switch (place) {
      case ELEVATOR, SOFTWARE, DISPATCH, REQUEUE, PLUG, FLUSH -> true;
      case FREE, HAND, ABSORBED, DRIVER -> false;
    };
  }

  /** Starts runs that end the waiting requests with an error, so that these leave the queue. */
  void drain() {
    try (Activation activation = Activation.enter(queue.time())) {
      queue.requeues().queueAgain(activation);
      queue.requestRunAll(activation);
    }
  }
}
