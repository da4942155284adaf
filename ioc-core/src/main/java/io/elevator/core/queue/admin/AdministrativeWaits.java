package io.elevator.core.queue.admin;

import io.elevator.api.AdministrationTimeoutException;
import io.elevator.core.context.BoundedWait;
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
import io.elevator.core.queue.state.RequestPool;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The waits of a queue's administration: for a lock that another change holds, for outstanding
 * requests to end, for threads to leave hooks and the driver. Each wait has a limit. A wait for
 * requests ends when no request has ended for the length of the limit, so that a deep queue on a
 * slow drive has enough time.
 *
 * <p>Immutable. An interrupt does not end a wait, because Linux 6.1 waits uninterruptibly here.
 */
public final class AdministrativeWaits {
  private static final long FAILING_NANOS = 1_000_000_000;

  private final QueueMarks marks;
  private final Entrance entrance;
  private final Gate gate;
  private final HardwareQueues hardwareQueues;
  private final QueueErrors errors;
  private final QueueLife life;
  private final long limitNanos;

  /**
   * Creates the waits of a queue.
   *
   * @param limitNanos limit of each wait, in nanoseconds
   */
  public AdministrativeWaits(
      QueueMarks marks,
      Entrance entrance,
      Gate gate,
      HardwareQueues hardwareQueues,
      QueueErrors errors,
      QueueLife life,
      long limitNanos) {
    this.marks = marks;
    this.entrance = entrance;
    this.gate = gate;
    this.hardwareQueues = hardwareQueues;
    this.errors = errors;
    this.life = life;
    this.limitNanos = limitNanos;
  }

  long limitNanos() {
    return limitNanos;
  }

  /**
   * Throws an exception if the calling thread may not wait for a queue.
   *
   * @throws IllegalStateException if the calling thread is in a callback or a driver
   */
  public static void requireNoCallback(String what) {
    if (Activation.current().isInside()) {
      throw new IllegalStateException(
          what + " from a callback or a driver, where waiting could wait for itself");
    }
  }

  /**
   * Flushes the thread's plug, because the thread is about to wait.
   *
   * @throws IllegalStateException if the thread is within a call of the queue, so that it would
   *     wait for itself
   */
  public void requireOutside(String what) {
    Activation activation = Activation.current();
    if (activation.isInside()) {
      requireNoCallback(what + " on " + errors.queue());
    }
    activation.flushPlug();
  }

  /**
   * Takes a lock, waiting at most for the limit.
   *
   * @param what name of the change that needs the lock, for the message
   * @throws AdministrationTimeoutException if another thread holds the lock for too long
   */
  void lock(ReentrantLock lock, String what) {
    if (!lock.tryLock() && !BoundedWait.lock(lock, limitNanos)) {
      throw new AdministrationTimeoutException(
          what + " of " + errors.queue() + ": another change has not ended for " + limit());
    }
  }

  /**
   * Waits until no request of the frozen queue is outstanding.
   *
   * @throws AdministrationTimeoutException if no request has ended for the length of the limit
   * @throws io.elevator.api.DeviceGoneException if the queue was closed or declared dead
   */
  void awaitFrozen(String what) {
    boolean over = gate.awaitMoving(this::isFrozenOrFailing, new Drain(false), limitNanos);
    if (!entrance.isFrozen()) {
      life.requireAlive();
      if (!over) {
        throw new AdministrationTimeoutException(
            what
                + " of "
                + errors.queue()
                + ": no request has left the queue for "
                + limit()
                + "; inside are "
                + inside());
      }
    }
  }

  /**
   * Waits as {@link #awaitFrozen(String)} does, at most for the given time; returns whether the
   * queue is frozen with no request outstanding.
   */
  boolean awaitFrozen(long nanos) {
    boolean ignored = gate.await(this::isFrozenOrFailing, nanos);
    return entrance.isFrozen();
  }

  /**
   * Waits until a queue that is being closed has no outstanding request. The wait ends when no
   * request has ended for the length of the limit and no I/O is in flight at the drive.
   *
   * @return whether no request is outstanding
   */
  boolean awaitDrained() {
    // When the queue dispatches nothing to the drive any more, requests end immediately or never.
    long nanos = marks.isFailing() ? Math.min(limitNanos, FAILING_NANOS) : limitNanos;
    return gate.awaitMoving(entrance::isFrozen, new Drain(true), nanos);
  }

  /**
   * Returns whether the wait can end: no request is outstanding, or the queue is given up, so that
   * its requests never end.
   */
  private boolean isFrozenOrFailing() {
    return entrance.isFrozen() || marks.isFailing();
  }

  /** Returns the limit as text for messages. */
  String limit() {
    return Duration.ofNanos(limitNanos).toString().substring(2).toLowerCase(Locale.ROOT);
  }

  /** Returns where the outstanding requests are, for messages. Requests may move meanwhile. */
  String inside() {
    Map<Place, Integer> counts = new EnumMap<>(Place.class);
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      RequestPool pool = hctx.pool();
      for (QueueRequest rq : pool.all()) {
        if (rq.home() == hctx) {
          counts.merge(rq.place, 1, Integer::sum);
        }
      }
    }
    var text = new StringBuilder();
    counts.remove(Place.FREE);
    counts.forEach((place, count) ->
        text.append(text.isEmpty() ? "" : ", ")
            .append(count)
            .append(" requests in place ")
            .append(place));
    return text.isEmpty() ? entrance.inside() + " bios" : text.toString();
  }

  /**
   * Returns whether a thread that submits or ends a bio has not returned from a hook or a listener:
   * it owns a request, or it has a usage unit and no request yet.
   */
  boolean isAnyInHand() {
    long units = entrance.inside();
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      for (QueueRequest rq : hctx.pool().all()) {
        Place place = rq.place;
        if (rq.home() == hctx && place != Place.FREE) {
          if (place == Place.HAND || place == Place.SUBMITTED) {
            return true;
          }
          units--;
        }
      }
    }
    return units > 0;
  }

  private boolean isAnyInFlight() {
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      for (int tag = 0; tag < hctx.tags().slots(); tag++) {
        if (hctx.tags().inFlight(tag) != null) {
          return true;
        }
      }
    }
    return false;
  }

  /** Measures the progress of a queue that drains. */
  private final class Drain implements Gate.Progress {
    private final boolean patient;

    Drain(boolean patient) {
      this.patient = patient;
    }

    @Override
    public long stamp() {
      return entrance.inside();
    }

    @Override
    public boolean mayTakeForever() {
      return patient && isAnyInFlight();
    }
  }
}
