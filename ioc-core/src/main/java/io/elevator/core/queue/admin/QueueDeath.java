package io.elevator.core.queue.admin;

import io.elevator.api.BioStatus;
import io.elevator.core.queue.complete.Completer;
import io.elevator.core.queue.complete.Requeues;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.Gate;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueLife;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.submit.Parking;
import io.elevator.core.request.FailureCause;
import io.elevator.core.time.TimeBase;
import java.util.Set;

/**
 * Declares a queue dead when its drive or elevator cannot serve requests any more. Each bio that
 * the drive has not started ends with {@link BioStatus#OFFLINE}; a started request belongs to the
 * driver until the driver completes it. Bios that end offline name the exception of the declaration
 * as their cause. A dead queue still has to be closed.
 *
 * <p>The cause is set in {@link QueueLife} before the other marks. The declaring thread, which may
 * hold locks of a driver, sets the marks; a deferred job, which holds no lock, ends the bios.
 */
public final class QueueDeath {
  private final QueueMarks marks;
  private final TimeBase time;
  private final Entrance entrance;
  private final Gate gate;
  private final Completer completer;
  private final Requeues requeues;
  private final Parking parking;
  private final HardwareQueues hardwareQueues;
  private final QueueErrors errors;
  private final QueueLife life;

  public QueueDeath(
      QueueMarks marks,
      TimeBase time,
      Entrance entrance,
      Gate gate,
      Completer completer,
      Requeues requeues,
      Parking parking,
      HardwareQueues hardwareQueues,
      QueueErrors errors,
      QueueLife life) {
    this.life = life;
    this.marks = marks;
    this.time = time;
    this.entrance = entrance;
    this.gate = gate;
    this.completer = completer;
    this.requeues = requeues;
    this.parking = parking;
    this.hardwareQueues = hardwareQueues;
    this.errors = errors;
  }

  /** Declares the queue dead; only the first declaration has an effect. */
  public void declare(String where, Throwable thrown) {
    if (!life.end(where, thrown)) {
      return;
    }
    marks.fail(BioStatus.OFFLINE, FailureCause.of(0, thrown));
    entrance.die();
    errors.report(
        where + ": the queue is dead; what the drive has not started ends OFFLINE", thrown);
    gate.changed();
    time.defer(this::endWaiting);
  }

  private void endWaiting() {
    endWaiting(BioStatus.OFFLINE, Set.of());
    drain();
  }

  /** Ends the waiting bios of a queue; see {@link #endWaiting(BioStatus, Set)}. */
  public void endWaiting(BioStatus status) {
    endWaiting(status, Set.of());
  }

  /**
   * Ends the waiting bios of a queue that no longer gives requests to its driver. Calls neither the
   * elevator nor the driver, because another thread may be stuck there; the requests stay where
   * they are.
   *
   * @param except requests whose bios end with another request
   */
  void endWaiting(BioStatus status, Set<QueueRequest> except) {
    try (Activation activation = Activation.enter(time)) {
      if (!gate.isVirtual()) {
        // The thread may be one that closes the queue, and a callback may not return.
        activation.leaveCallbacksToWorker();
      }
      parking.resumeEntrance(activation);
      parking.endTagWaiters(status, activation);
      for (CoreHardwareQueue hctx : hardwareQueues.used()) {
        for (QueueRequest rq : hctx.pool().all()) {
          if (isWaiting(rq.place) && rq.firstBio() != null && !except.contains(rq) && rq.giveUp()) {
            completer.endBios(rq, status, activation);
          }
        }
      }
    }
  }

  /**
   * Whether the bios of a request in this place can be ended here if the driver has not started it:
   * {@link QueueRequest#giveUp} decides that. In the other places the request has no bios, or the
   * thread that owns it is ending them.
   */
  static boolean isWaiting(Place place) {
    return switch (place) {
      case SUBMITTED, ELEVATOR, SOFTWARE, DISPATCH, REQUEUE, PLUG, FLUSH, DRIVER -> true;
      case FREE, HAND, ABSORBED -> false;
    };
  }

  /** Starts runs that end the waiting requests with an error, so that they leave the queue. */
  void drain() {
    try (Activation activation = Activation.enter(time)) {
      requeues.queueAgain(activation);
      hardwareQueues.requestRunAll(activation);
    }
  }
}
