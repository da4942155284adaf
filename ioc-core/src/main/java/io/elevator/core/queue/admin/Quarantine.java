package io.elevator.core.queue.admin;

import io.elevator.api.DefectPolicy;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Defects;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueLife;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.QueueTimers;
import io.elevator.core.statistics.ElevatorTotals;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Detaches an elevator by force that throws too often or has lost requests. No thread waits for
 * that: each step runs on a timer, so that it works the same way in virtual time.
 *
 * <ol>
 *   <li>The queue is frozen, and from now on all calls go to an {@link ArrivalOrder}.
 *   <li>When no thread executes a hook of the elevator any more, its requests are moved to the
 *       ArrivalOrder and leave the queue in order of arrival. If a thread stays in a hook for
 *       longer than the administration limit, the queue is declared dead and nothing is dispatched
 *       again.
 *   <li>When the queue has no outstanding request, it switches to no elevator and is unfrozen; a
 *       switch or closing that waits for the queue to drain may do that earlier.
 * </ol>
 *
 * <p>A step knows that no thread executes a hook, although hooks are called without a lock or a
 * count. A thread reads the elevator (volatile) before it calls a hook, so a thread in a hook of
 * the old elevator read the field before it was replaced. There are these cases: the thread runs a
 * hardware queue, and has been seen not running since; it holds a lock that this step can take
 * (attribute lock, queue lock); it is counted ({@link io.elevator.core.context.QueueIcqs}); it
 * executes a timer, which is seen not running; or it moves a request or bio that holds a unit of
 * the usage counter. The last case is excluded by counting: each request that rests in a place
 * holds one unit, and so does each parked bio. If two looks find the same resting requests, and
 * between the looks there are as many of them as units, no unit is held by a thread that moves
 * something. Only an insertion moves a request that already rests. For this case {@link
 * QueueRequest#inserter} is written before the place (release), and the place is read before it
 * (acquire).
 *
 * <p>{@link #lock} guards the fields, except the volatile ones; no hook, callback or listener is
 * called with it held.
 */
public final class Quarantine {
  /** Pause between two looks at the requests, in nanoseconds. */
  private static final long LOOK_NANOS = 1_000_000;

  /** State of a request that a thread is moving, or that is free. */
  private static final Object MOVING = Place.HAND;

  private final QueueLife life;
  private final TimeBase time;
  private final Entrance entrance;
  private final AdministrativeWaits waits;
  private final Listeners listeners;
  private final ElevatorSwitch elevatorSwitch;
  private final QueueSwitches switches;
  private final ElevatorTotals elevatorTotals;
  private final ReentrantLock attributeLock;
  private final QueueIcqs icqs;
  private final QueueDeath death;
  private final HardwareQueues hardwareQueues;
  private final QueueErrors errors;
  private final ElevatorInUse elevatorInUse;
  private final Defects defects;
  private final ReentrantLock lock = new ReentrantLock();
  private final Timer timer;
  private final Timer watch;
  private final AtomicBoolean deciding = new AtomicBoolean();

  /** Elevator that is being detached, or null. Written under the lock. */
  private volatile @Nullable AttachedElevator condemned;

  private String reason = "";
  private long began;
  private boolean moved;
  private CoreHardwareQueue[] watched = {};
  private boolean[] seenIdle = {};

  /**
   * Number of requests of the elevator when the watch for lost requests last expired; 0 if no loss
   * is suspected.
   */
  private int suspected;

  private final AtomicLong quarantines = new AtomicLong();

  public Quarantine(
      QueueLife life,
      TimeBase time,
      Entrance entrance,
      AdministrativeWaits waits,
      Listeners listeners,
      ElevatorSwitch elevatorSwitch,
      QueueSwitches switches,
      ElevatorTotals elevatorTotals,
      ReentrantLock attributeLock,
      QueueIcqs icqs,
      QueueDeath death,
      HardwareQueues hardwareQueues,
      QueueErrors errors,
      ElevatorInUse elevatorInUse,
      QueueTimers timers,
      Defects defects) {
    this.life = life;
    this.time = time;
    this.entrance = entrance;
    this.waits = waits;
    this.listeners = listeners;
    this.elevatorSwitch = elevatorSwitch;
    this.switches = switches;
    this.elevatorTotals = elevatorTotals;
    this.attributeLock = attributeLock;
    this.icqs = icqs;
    this.death = death;
    this.hardwareQueues = hardwareQueues;
    this.errors = errors;
    this.elevatorInUse = elevatorInUse;
    this.defects = defects;
    this.timer = timers.make(this::step);
    this.watch = timers.make(this::drainsTooLong);
  }

  /** Returns the number of elevators that were quarantined. */
  public long count() {
    return quarantines.get();
  }

  /** Returns the name of the elevator that is being detached, or the empty string. */
  public String inProgress() {
    AttachedElevator present = condemned;
    return present == null ? "" : present.kind().name();
  }

  // Events that lead to a quarantine.

  /**
   * Called when an attached elevator has reached the threshold of defects, by any thread: asks the
   * policy and begins the quarantine. Throws nothing.
   */
  public void ask(ElevatorCalls calls, String hook, Throwable thrown) {
    AttachedElevator attached = elevatorSwitch.attached();
    if (attached != null && attached.calls() == calls) {
      try {
        ask(attached, defects.describe(hook, thrown));
      } catch (Throwable e) {
        errors.report("quarantine", e);
      }
    }
  }

  /**
   * Called at each change of a queue that drains, such as the end of a request: restarts the time
   * without dispatch.
   */
  public void drains() {
    if (condemned != null) {
      timer.arm(time.now());
    } else if (elevatorInUse.calls() != null) {
      if (entrance.isShut() && !entrance.isFrozen()) {
        watch.arm(time.now() + defects.withoutDispatchNanos());
      } else {
        watch.cancel();
      }
    }
  }

  private void drainsTooLong(long now) {
    try {
      lookForLost(now);
    } catch (Throwable e) {
      errors.report("looking for lost requests", e);
      watch.arm(now + defects.withoutDispatchNanos());
    }
  }

  private void lookForLost(long now) {
    AttachedElevator attached = elevatorSwitch.attached();
    int held = attached == null || condemned != null ? 0 : heldByIdleElevator(attached);
    boolean lost;
    lock.lock();
    try {
      lost = held > 0 && held == suspected;
      suspected = lost ? 0 : held;
    } finally {
      lock.unlock();
    }
    if (lost && attached != null) {
      ask(
          attached,
          held
              + " requests are with it, nothing is in flight, it has no timer armed, and it"
              + " dispatches nothing");
    } else if (held > 0) {
      // The elevator is asked once more before its requests count as lost.
      hardwareQueues.requestRunAll(Activation.current());
      watch.arm(now + LOOK_NANOS);
    }
  }

  /**
   * Returns the number of outstanding requests if an elevator that has no reason to wait holds all
   * of them, else 0.
   */
  private int heldByIdleElevator(AttachedElevator attached) {
    if (!entrance.isShut() || attached.isTimerArmed()) {
      return 0;
    }
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      if (hctx.isHalted() || hctx.runWord().isRunning()) {
        return 0;
      }
    }
    Object[] states = statesOf(attached.requests());
    long held = Arrays.stream(states).filter(each -> each == Place.ELEVATOR).count();
    long parked = parked();
    return parked >= 0 && held + parked == entrance.inside() ? (int) held : 0;
  }

  private void ask(AttachedElevator attached, String why) {
    if (!deciding.compareAndSet(false, true)) {
      return;
    }
    boolean deferred = false;
    try {
      time.defer(() -> decide(attached, why));
      deferred = true;
    } catch (Throwable e) {
      // The next defect, or the next look at a queue that drains, tries again.
      errors.report("quarantine", e);
    } finally {
      if (!deferred) {
        deciding.set(false);
      }
    }
  }

  private void decide(AttachedElevator attached, String why) {
    try {
      if (defects.takesOut(DefectPolicy.Part.ELEVATOR, attached.kind().name(), why)) {
        condemn(attached, why);
      }
    } finally {
      deciding.set(false);
    }
  }

  // Its steps.

  private void condemn(AttachedElevator attached, String why) {
    lock.lock();
    try {
      if (condemned != null || elevatorSwitch.attached() != attached || life.cause() != null) {
        return;
      }
      reason = why;
      began = time.now();
      moved = false;
      watched = hardwareQueues.used();
      seenIdle = new boolean[watched.length];
      attached.condemn();
      entrance.freeze();
      // Written last: once it is set, each request that leaves the queue causes a step.
      condemned = attached;
    } finally {
      lock.unlock();
    }
    // Armed before the report, which may fail for lack of memory.
    timer.arm(time.now());
    errors.report(
        "elevator " + attached.kind().name(),
        "quarantine",
        new IllegalStateException("it is detached by force: " + why));
  }

  private void step(long now) {
    AttachedElevator attached = condemned;
    if (attached == null) {
      return;
    }
    boolean made = false;
    try {
      step(attached, now);
      made = true;
    } finally {
      if (!made) {
        // Memory may be out, which the caller reports; the timer is armed because no other step
        // would follow.
        timer.arm(now + LOOK_NANOS);
      }
    }
  }

  private void step(AttachedElevator attached, long now) {
    boolean over = false;
    boolean again = false;
    lock.lock();
    try {
      if (condemned != attached) {
        return;
      }
      if (elevatorSwitch.attached() != attached) {
        over = true;
      } else if (!moved) {
        if (isNoThreadInside(attached)) {
          attached.moveHeld();
          moved = true;
        } else {
          again = true;
        }
      }
      if (moved && life.cause() != null) {
        // The requests of the elevator leave the queue through runs that fail them.
        over = true;
      } else if (moved && !over && entrance.isFrozen()) {
        over = detach();
        again = !over;
      }
      if (over) {
        condemned = null;
      }
    } finally {
      lock.unlock();
    }
    if (over) {
      ended(attached, now);
      hardwareQueues.requestRunAll(Activation.current());
    } else if (again && !moved && now - began > waits.limitNanos()) {
      lock.lock();
      try {
        condemned = null;
      } finally {
        lock.unlock();
      }
      death.declare(
          "quarantine of the elevator " + attached.kind().name(),
          new IllegalStateException(
              "a thread has not left one of its hooks for "
                  + waits.limit()
                  + "; it is detached by force because: "
                  + reason));
      switches.unfreeze();
    } else if (again) {
      timer.arm(now + LOOK_NANOS);
    } else {
      hardwareQueues.requestRunAll(Activation.current());
    }
  }

  private boolean isNoThreadInside(AttachedElevator attached) {
    boolean still = attached.isUnused() && icqs.isNoHookRunning();
    for (int i = 0; i < watched.length; i++) {
      seenIdle[i] |= !watched[i].runWord().isRunning();
      still &= seenIdle[i];
    }
    if (!still) {
      return false;
    }
    List<QueueRequest> all = attached.requests();
    long parked = parked();
    Object[] first = statesOf(all);
    long inside = entrance.inside();
    Object[] second = statesOf(all);
    long resting = Arrays.stream(first).filter(each -> each != MOVING).count();
    return parked >= 0
        && parked == parked()
        && Arrays.equals(first, second)
        && resting + parked == inside
        && attached.isNoneInserting();
  }

  /**
   * Returns the state of each request: the state word if the request is in flight, its place if it
   * rests elsewhere, else {@link #MOVING}.
   */
  private static Object[] statesOf(List<QueueRequest> all) {
    Object[] states = new Object[all.size()];
    for (int i = 0; i < states.length; i++) {
      QueueRequest rq = all.get(i);
      Place place = rq.placeAcquired();
      long word = rq.stateWord();
      states[i] =
          QueueRequest.isInFlightWord(word) ? word : QueueDeath.isWaiting(place) ? place : MOVING;
    }
    return states;
  }

  /** Returns the number of parked bios; negative while a thread is resuming some of them. */
  private long parked() {
    long parked = 0;
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      parked = hctx.tags().addParked(parked);
    }
    return parked;
  }

  /** Switches to no elevator; the queue is frozen. Returns whether that was possible now. */
  private boolean detach() {
    ReentrantLock attributes = attributeLock;
    // In virtual time, a thread that waits for the queue to drain performs this step.
    if (attributes.isHeldByCurrentThread() || !attributes.tryLock()) {
      return false;
    }
    try {
      boolean still = switches.tryQuiesce(0);
      try {
        if (still) {
          elevatorSwitch.switchTo(null);
          elevatorTotals.switched("none");
        }
      } finally {
        switches.unquiesce();
      }
      return still;
    } finally {
      attributes.unlock();
    }
  }

  /** Called when the elevator is detached or the queue is dead: ends the quarantine. */
  private void ended(AttachedElevator attached, long now) {
    quarantines.incrementAndGet();
    String name = attached.kind().name();
    String why = reason;
    long since = began;
    String to = elevatorSwitch.name();
    listeners.quarantined(name, why, since, now);
    if (to.equals("none")) {
      listeners.switched(name, to, since, now);
    }
    switches.unfreeze();
  }

  /**
   * Closes the timers of the quarantine.
   *
   * @param nanos limit of the wait for a step in progress, in nanoseconds
   * @return whether no step is in progress
   */
  boolean close(long nanos) {
    boolean still = timer.close(nanos);
    return watch.close(nanos) && still;
  }
}
