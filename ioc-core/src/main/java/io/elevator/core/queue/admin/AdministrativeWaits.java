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
 * The waits of a queue's administration, each with a limit: for a lock that another change holds,
 * for requests to leave, for threads to leave hooks and driver. A wait for requests ends when none
 * has left the queue for the limit, so that a deep queue on a slow drive has the time it needs.
 *
 * <p>Immutable. An interrupt does not end a wait: Linux 6.1 waits uninterruptibly here.
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
   * Refuses a wait for queues.
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
   * Flushes the thread's plug, as the thread is going to wait.
   *
   * @throws IllegalStateException if it is inside the queue and would wait for itself
   */
  public void requireOutside(String what) {
    Activation activation = Activation.current();
    if (activation.isInside()) {
      requireNoCallback(what + " on " + errors.queue());
    }
    activation.flushPlug();
  }

  /**
   * Takes a lock.
   *
   * @param what name of the change that needs the lock, for the message
   * @throws AdministrationTimeoutException if another thread holds it for too long
   */
  void lock(ReentrantLock lock, String what) {
    if (!lock.tryLock() && !BoundedWait.lock(lock, limitNanos)) {
      throw new AdministrationTimeoutException(
          what + " of " + errors.queue() + ": another change has not ended for " + limit());
    }
  }

  /**
   * Waits until no request is inside the queue, which is frozen.
   *
   * @throws AdministrationTimeoutException if no request has left for the limit
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

  /** Waits as {@link #awaitFrozen(String)}, up to a limit; returns whether the queue is frozen. */
  boolean awaitFrozen(long nanos) {
    boolean ignored = gate.await(this::isFrozenOrFailing, nanos);
    return entrance.isFrozen();
  }

  /**
   * Waits for a queue that is being closed to drain: for the limit without progress, and for as
   * long as I/O is in flight at the drive.
   *
   * @return whether nothing is inside any more
   */
  boolean awaitDrained() {
    // If nothing is dispatched to the drive any more, requests leave at once or never.
    long nanos = marks.isFailing() ? Math.min(limitNanos, FAILING_NANOS) : limitNanos;
    return gate.awaitMoving(entrance::isFrozen, new Drain(true), nanos);
  }

  /** The requests of a queue that is given up never leave it. */
  private boolean isFrozenOrFailing() {
    return entrance.isFrozen() || marks.isFailing();
  }

  /** Returns the limit as text. */
  String limit() {
    return Duration.ofNanos(limitNanos).toString().substring(2).toLowerCase(Locale.ROOT);
  }

  /** Returns where the requests inside are, for messages; requests may move meanwhile. */
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

  /** Progress of a queue that drains. */
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
