package io.elevator.core.queue.admin;

import io.elevator.api.AdministrationTimeoutException;
import io.elevator.core.queue.complete.Requeues;
import io.elevator.core.queue.run.QueueRuns;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.Gate;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueLife;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.submit.Inserter;
import io.elevator.core.queue.submit.Parking;
import io.elevator.core.statistics.ElevatorTotals;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverShape;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Freezing, quiescing, stopping, and what needs the first two: switching elevators and resizing.
 *
 * <p>Depth of quiescing and its mark ({@link QueueMarks}) are guarded by {@link #lock}; the mark is
 * read without. It is written (volatile) before the run words and the counts of direct issues are
 * read, and they are written (a full fence) before the mark is read.
 */
public final class QueueSwitches {
  private final QueueMarks marks;
  private final Inserter inserter;
  private final Gate gate;
  private final Runnable changeEnded;
  private final TimeBase time;
  private final Entrance entrance;
  private final AdministrativeWaits waits;
  private final Listeners listeners;
  private final ElevatorSwitch elevatorSwitch;
  private final Requeues requeues;
  private final Parking parking;
  private final ElevatorTotals elevatorTotals;
  private final DriverShape shape;
  private final ElevatorKind.Catalogue elevators;
  private final ReentrantLock attributeLock;
  private final HardwareQueues hardwareQueues;
  private final QueueRuns runs;
  private final QueueErrors errors;
  private final QueueLife life;
  private final ReentrantLock lock = new ReentrantLock();
  private int depth;

  /** Created once, so that thawing needs no memory. */
  private final Runnable enterParked = this::enterParked;

  /** Created once, so that waiting for a quiesce needs no memory. */
  private final BooleanSupplier still = this::isStill;

  public QueueSwitches(
      QueueMarks marks,
      Inserter inserter,
      Gate gate,
      Runnable changeEnded,
      TimeBase time,
      Entrance entrance,
      AdministrativeWaits waits,
      Listeners listeners,
      ElevatorSwitch elevatorSwitch,
      Requeues requeues,
      Parking parking,
      ElevatorTotals elevatorTotals,
      DriverShape shape,
      ElevatorKind.Catalogue elevators,
      ReentrantLock attributeLock,
      HardwareQueues hardwareQueues,
      QueueRuns runs,
      QueueErrors errors,
      QueueLife life) {
    this.marks = marks;
    this.inserter = inserter;
    this.gate = gate;
    this.changeEnded = changeEnded;
    this.time = time;
    this.entrance = entrance;
    this.waits = waits;
    this.listeners = listeners;
    this.elevatorSwitch = elevatorSwitch;
    this.requeues = requeues;
    this.parking = parking;
    this.elevatorTotals = elevatorTotals;
    this.shape = shape;
    this.elevators = elevators;
    this.attributeLock = attributeLock;
    this.hardwareQueues = hardwareQueues;
    this.runs = runs;
    this.errors = errors;
    this.life = life;
  }

  /** Returns the number of quiesces that were not undone. */
  public int quiesceDepth() {
    lock.lock();
    try {
      return depth;
    } finally {
      lock.unlock();
    }
  }

  void startFreeze() {
    entrance.freeze();
    boolean begun = false;
    try {
      gate.changed();
      run();
      begun = true;
    } finally {
      if (!begun) {
        // The caller is told by an exception, and will not undo what it does not have.
        unfreeze();
      }
    }
  }

  void awaitFrozen() {
    waits.requireOutside("awaitFrozen");
    waits.awaitFrozen("the freeze");
  }

  boolean awaitFrozen(Duration limit) {
    waits.requireOutside("awaitFrozen");
    return waits.awaitFrozen(TimeBase.nanos(limit));
  }

  void unfreeze() {
    // Fetched before the change, because that may need memory.
    Activation ignored = Activation.current();
    if (entrance.unfreeze()) {
      try {
        resumeEntrance();
      } finally {
        gate.changed();
      }
    }
  }

  /** Lets parked bios enter; in real time a worker does, as a hook that they need may be stuck. */
  private void resumeEntrance() {
    if (gate.isVirtual()) {
      enterParked();
      return;
    }
    try {
      time.defer(enterParked);
    } catch (Throwable e) {
      errors.report("leaving parked bios to a worker", e);
      enterParked();
    }
  }

  private void enterParked() {
    try (Activation entered = Activation.enter(time)) {
      parking.resumeEntrance(entered);
    }
  }

  void quiesce() {
    waits.requireOutside("quiesce");
    if (!tryQuiesce(waits.limitNanos())) {
      unquiesce();
      throw new AdministrationTimeoutException(
          "quiescing "
              + errors.queue()
              + ": a thread has not left the driver, or a hook that dispatches, for "
              + waits.limit());
    }
  }

  /**
   * Forbids runs, and waits until no run is in progress.
   *
   * @param nanos limit in nanoseconds
   * @return whether no run is in progress; runs are forbidden in either case, until {@link
   *     #unquiesce}
   */
  boolean tryQuiesce(long nanos) {
    lock.lock();
    try {
      depth++;
      marks.quiesced(true);
    } finally {
      lock.unlock();
    }
    boolean returned = false;
    try {
      boolean isStill = gate.await(still, nanos);
      returned = true;
      return isStill;
    } finally {
      if (!returned) {
        // The caller is told by an exception, and will not undo what it does not have.
        unquiesce();
      }
    }
  }

  /** Returns whether no run and no direct issue is in progress. */
  boolean isStill() {
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      if (hctx.runWord().isRunning()) {
        return false;
      }
    }
    return !inserter.isIssuing();
  }

  void unquiesce() {
    lock.lock();
    try {
      if (depth == 0) {
        throw new IllegalStateException(
            "unquiesce of queue " + errors.queue() + ", which is not quiesced");
      }
      depth--;
      marks.quiesced(depth > 0);
      if (depth > 0) {
        return;
      }
    } finally {
      lock.unlock();
    }
    run();
  }

  void stop(int hardwareQueue) {
    hctx(hardwareQueue).stopped(true);
  }

  void start(int hardwareQueue) {
    CoreHardwareQueue hctx = hctx(hardwareQueue);
    hctx.stopped(false);
    runNow(hctx);
  }

  private CoreHardwareQueue hctx(int index) {
    CoreHardwareQueue[] all = hardwareQueues.used();
    if (index < 0 || index >= all.length) {
      throw new IllegalArgumentException(
          "hardware queue "
              + index
              + " of queue "
              + errors.queue()
              + "; expected 0 to "
              + (all.length - 1));
    }
    return all[index];
  }

  /**
   * Has the hardware queue run: by a worker, as a thread may be stuck in the elevator and hold a
   * lock that the run needs; in virtual time by the calling thread.
   */
  private void runNow(CoreHardwareQueue hctx) {
    if (gate.isVirtual()) {
      try (Activation activation = Activation.enter(time)) {
        activation.requestRun(hctx);
      }
    } else {
      hctx.runs().defer();
    }
  }

  void run() {
    if (gate.isVirtual()) {
      try (Activation activation = Activation.enter(time)) {
        runs.requestWhereDue(activation);
      }
    } else {
      runs.deferWhereDue();
    }
    if (entrance.isShut()) {
      gate.changed();
    }
  }

  void kickRequeue() {
    requeues.kick();
  }

  /**
   * Performs a change while no request is outstanding and no run is in progress.
   *
   * @throws io.elevator.api.DeviceGoneException if the queue is closed meanwhile
   * @throws AdministrationTimeoutException if requests or runs do not end in time; nothing has
   *     changed then
   */
  public void whileStill(Runnable change) {
    waits.requireOutside("a change");
    startFreeze();
    try {
      waits.awaitFrozen("a change");
      life.requireAlive();
      quiesce();
      try {
        change.run();
      } finally {
        unquiesce();
      }
    } finally {
      unfreeze();
    }
  }

  /**
   * Switches to an elevator by name.
   *
   * @throws IllegalArgumentException if there is no elevator of that name
   * @throws IllegalStateException if the elevator could not be started, or the drive allows no
   *     elevator
   */
  void switchElevator(String name) {
    waits.requireOutside("switchElevator");
    ReentrantLock attributes = attributeLock;
    waits.lock(attributes, "a switch to the elevator '" + name + "'");
    try {
      life.requireAlive();
      ElevatorKind kind = null;
      if (!name.equals("none")) {
        kind = elevators.find(name);
        if (kind == null) {
          throw new IllegalArgumentException(
              "there is no elevator '"
                  + name
                  + "'; expected one of "
                  + String.join(", ", elevators.names())
                  + ", none");
        }
        if (shape.has(DriverFeature.NO_ELEVATOR)) {
          throw new IllegalStateException(
              "the drive of "
                  + errors.queue()
                  + " takes no elevator, and '"
                  + name
                  + "' was asked for");
        }
      }
      if (isInUse(kind)) {
        return;
      }
      switchTo(kind);
    } finally {
      attributes.unlock();
      changeEnded.run();
    }
  }

  private boolean isInUse(@Nullable ElevatorKind kind) {
    AttachedElevator present = elevatorSwitch.attached();
    return kind == null ? present == null : present != null && present.kind().type() == kind.type();
  }

  int hardwareQueues() {
    return hardwareQueues.used().length;
  }

  void hardwareQueues(int count) {
    waits.requireOutside("hardwareQueues");
    int most = hardwareQueues.all().length;
    if (count < 1 || count > most) {
      throw new IllegalArgumentException(
          count + " hardware queues for " + errors.queue() + "; expected 1 to " + most);
    }
    ReentrantLock attributes = attributeLock;
    waits.lock(attributes, "a change of the number of hardware queues");
    try {
      life.requireAlive();
      if (count != hardwareQueues.used().length) {
        whileStill(() -> withoutTimers(() -> changeHardwareQueues(count)));
      }
    } finally {
      attributes.unlock();
      changeEnded.run();
    }
  }

  /**
   * Performs a change that detaches the elevator, while no callback of its timers is in progress.
   *
   * @throws AdministrationTimeoutException if a callback does not return within the limit; nothing
   *     has changed then
   */
  private void withoutTimers(Runnable change) {
    AttachedElevator present = elevatorSwitch.attached();
    if (present == null) {
      change.run();
      return;
    }
    present.holdTimers(true);
    try {
      if (!gate.await(present::isOutOfTimers, waits.limitNanos())) {
        throw new AdministrationTimeoutException(
            "a change of "
                + errors.queue()
                + ": a timer of "
                + present.kind().name()
                + " has not returned for "
                + waits.limit());
      }
      change.run();
    } finally {
      present.holdTimers(false);
    }
  }

  private void changeHardwareQueues(int count) {
    try {
      elevatorSwitch.useHardwareQueues(count);
    } catch (Throwable e) {
      throw new IllegalStateException(
          elevatorSwitch.name()
              + " could not be started on "
              + count
              + " hardware queues of "
              + errors.queue()
              + ", which keeps "
              + hardwareQueues.used().length
              + ": "
              + e,
          e);
    }
  }

  private void switchTo(@Nullable ElevatorKind kind) {
    String from = elevatorSwitch.name();
    String to = kind == null ? "none" : kind.name();
    long began = time.now();
    whileStill(() ->
        withoutTimers(() -> {
          try {
            elevatorSwitch.switchTo(kind);
          } catch (Throwable e) {
            long now = time.now();
            listeners.switchFailed(from, to, e, began, now);
            throw new IllegalStateException(
                "the elevator " + to + " could not be started on " + errors.queue() + ": " + e, e);
          }
          switched(from, to, began);
        }));
  }

  /** Counts and reports a switch that was made; a failure of this does not undo the switch. */
  private void switched(String from, String to, long began) {
    try {
      elevatorTotals.switched(to);
    } catch (Throwable e) {
      errors.report("counting a switch", e);
    }
    listeners.switched(from, to, began, time.now());
  }
}
