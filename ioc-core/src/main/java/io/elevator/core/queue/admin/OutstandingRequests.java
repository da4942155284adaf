package io.elevator.core.queue.admin;

import io.elevator.api.BioStatus;
import io.elevator.core.queue.complete.Completer;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.BioInCall;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.Gate;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.StuckThreads;
import io.elevator.core.request.BioTarget;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.TimeBase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The outstanding requests of a queue that is being closed and whose limit has passed: gives them
 * up. Called by the closing thread only.
 */
public final class OutstandingRequests {
  /** Time that threads have to leave hooks and driver afterwards, in nanoseconds. */
  private static final long GRACE_NANOS = 100_000_000;

  private final QueueMarks marks;
  private final TimeBase time;
  private final Entrance entrance;
  private final Gate gate;
  private final Completer completer;
  private final QueueDeath death;
  private final HardwareQueues hardwareQueues;
  private final QueueErrors errors;
  private final StuckThreads stuckThreads;
  private final BioTarget queue;

  /** Creates the part that gives up the requests of a queue. */
  public OutstandingRequests(
      QueueMarks marks,
      TimeBase time,
      Entrance entrance,
      Gate gate,
      Completer completer,
      QueueDeath death,
      HardwareQueues hardwareQueues,
      QueueErrors errors,
      StuckThreads stuckThreads,
      BioTarget queue) {
    this.marks = marks;
    this.time = time;
    this.entrance = entrance;
    this.gate = gate;
    this.completer = completer;
    this.death = death;
    this.hardwareQueues = hardwareQueues;
    this.errors = errors;
    this.stuckThreads = stuckThreads;
    this.queue = queue;
  }

  /**
   * Ends all outstanding bios. A request that the driver still has keeps its tag for ever. In real
   * time a worker makes the calls of the elevator that this requires.
   */
  void giveUp() {
    if (!marks.isFailing()) {
      marks.fail(BioStatus.IOERR, null);
    }
    boolean virtual = gate.isVirtual();
    Set<QueueRequest> merged = virtual ? Set.of() : endCarried();
    List<QueueRequest> abandoned = new ArrayList<>();
    try (Activation activation = enter()) {
      for (CoreHardwareQueue hctx : hardwareQueues.used()) {
        for (int tag = 0; tag < hctx.tags().slots(); tag++) {
          QueueRequest rq = hctx.tags().inFlight(tag);
          if (rq != null && abandon(hctx, rq, activation)) {
            abandoned.add(rq);
            if (!virtual) {
              completer.endBios(rq, BioStatus.MEMORY_IN_USE, activation);
            }
          }
        }
      }
    }
    if (virtual) {
      conclude(abandoned);
      death.endWaiting(marks.failing(), merged);
      death.drain();
    } else {
      death.endWaiting(marks.failing(), merged);
      time.defer(() -> {
        conclude(abandoned);
        death.drain();
      });
      // Waits so that the elevator can be detached, unless a thread is stuck.
      boolean ignored = gate.await(entrance::isFrozen, GRACE_NANOS);
    }
    gate.changed();
  }

  /**
   * Ends the bios that threads carry in hooks or listeners which do not return.
   *
   * @return requests whose bio another request has taken over in such a hook: the bio ends with the
   *     other request
   */
  private Set<QueueRequest> endCarried() {
    // From now on each thread that returns from a call sees that the queue is failing.
    boolean ignored = gate.await(() -> false, BioInCall.VISIBLE_NANOS);
    Set<QueueRequest> merged = new HashSet<>();
    try (Activation activation = enter()) {
      for (BioInCall call : stuckThreads.calls()) {
        BioInCall.Seen seen = call.look();
        if (seen != null && seen.isOf(queue)) {
          endCarried(call, seen, merged, activation);
        }
      }
    }
    return merged;
  }

  private void endCarried(
      BioInCall call, BioInCall.Seen seen, Set<QueueRequest> merged, Activation activation) {
    if (seen.carried() instanceof QueueRequest rq && !rq.isComplete()) {
      // Its bio is on offer to the elevator, and ends with this request or with the one that took
      // it.
      CoreBio bio = rq.firstBio();
      if (bio != null && !bio.revokeOffer()) {
        merged.add(rq);
      }
    } else if (call.claim(seen.number())) {
      if (seen.carried() instanceof QueueRequest rq) {
        completer.endCarried(rq, activation);
      } else {
        end((CoreBio) seen.carried(), activation);
        CoreBio rest = seen.rest();
        if (rest != null) {
          completer.endBio(rest, marks.failing(), activation);
        }
      }
    }
  }

  private void end(CoreBio bio, Activation activation) {
    if (bio.revokeOffer()) {
      completer.endBio(bio, marks.failing(), activation);
    }
  }

  private boolean abandon(CoreHardwareQueue hctx, QueueRequest rq, Activation activation) {
    long cookie = rq.cookie();
    completer.endLost(rq, cookie, BioStatus.IOERR, activation);
    if (!rq.complete(cookie)) {
      return false;
    }
    rq.abandon(cookie);
    errors.report(
        "closing",
        new IllegalStateException(
            hctx + " has not ended " + rq + " in time: its memory may still be in use"));
    return true;
  }

  /**
   * Ends the bios of requests that the driver does not complete, and gives back their units of the
   * usage counter; their tags stay taken.
   */
  private void conclude(List<QueueRequest> abandoned) {
    try (Activation activation = Activation.enter(time)) {
      for (QueueRequest rq : abandoned) {
        completer.giveUp(rq, BioStatus.MEMORY_IN_USE, activation);
      }
    }
  }

  /**
   * Enters the library to end bios. In real time a worker calls their callbacks, which may not
   * return.
   */
  private Activation enter() {
    Activation activation = Activation.enter(time);
    if (!gate.isVirtual()) {
      activation.leaveCallbacksToWorker();
    }
    return activation;
  }
}
