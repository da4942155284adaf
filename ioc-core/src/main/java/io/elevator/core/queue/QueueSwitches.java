package io.elevator.core.queue;

import io.elevator.api.AdministrationTimeoutException;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.driver.DriverFeature;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Freezing, quiescing, stopping, and what needs the first two: switching elevators and resizing.
 *
 * <p>Depth of quiescing and its mark are guarded by {@link #lock}; the mark is read without. It is
 * written (volatile) before the run words and the counts of direct issues are read, and they are
 * written (a full fence) before the mark is read.
 */
final class QueueSwitches {
  private final BlockQueue queue;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean quiesced;
  private int depth;

  /** Created once, so that waiting for a quiesce needs no memory. */
  private final BooleanSupplier still = this::isStill;

  QueueSwitches(BlockQueue queue) {
    this.queue = queue;
  }

  boolean isQuiesced() {
    return quiesced;
  }

  /** Returns how often it was quiesced and not undone. */
  int quiesceDepth() {
    lock.lock();
    try {
      return depth;
    } finally {
      lock.unlock();
    }
  }

  void startFreeze() {
    queue.entrance().freeze();
    boolean begun = false;
    try {
      queue.gate().changed();
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
    queue.waits().requireOutside("awaitFrozen");
    queue.waits().awaitFrozen("the freeze");
  }

  boolean awaitFrozen(Duration limit) {
    queue.waits().requireOutside("awaitFrozen");
    return queue.waits().awaitFrozen(TimeBase.nanos(limit));
  }

  void unfreeze() {
    // Before the change: it may need memory.
    Activation ignored = Activation.current();
    if (queue.entrance().unfreeze()) {
      try (Activation entered = Activation.enter(queue.time())) {
        queue.parking().resumeEntrance(entered);
      } finally {
        queue.quarantine().drains();
      }
    }
  }

  void quiesce() {
    queue.waits().requireOutside("quiesce");
    if (!tryQuiesce(queue.waits().limitNanos())) {
      unquiesce();
      throw new AdministrationTimeoutException(
          "quiescing "
              + queue.name()
              + ": a thread has not left the driver, or a hook that dispatches, for "
              + queue.waits().limit());
    }
  }

  /**
   * Forbids runs, and waits until none is in progress.
   *
   * @param nanos limit in nanoseconds
   * @return whether none is; runs are forbidden in any case, until {@link #unquiesce}
   */
  boolean tryQuiesce(long nanos) {
    lock.lock();
    try {
      depth++;
      quiesced = true;
    } finally {
      lock.unlock();
    }
    boolean returned = false;
    try {
      boolean isStill = queue.gate().await(still, nanos);
      returned = true;
      return isStill;
    } finally {
      if (!returned) {
        // The caller is told by an exception, and will not undo what it does not have.
        unquiesce();
      }
    }
  }

  /** Whether no run and no direct issue is in progress. */
  boolean isStill() {
    for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
      if (hctx.runWord().isRunning()) {
        return false;
      }
    }
    return !queue.inserter().isIssuing();
  }

  void unquiesce() {
    lock.lock();
    try {
      if (depth == 0) {
        throw new IllegalStateException("unquiesce of " + queue + ", which is not quiesced");
      }
      depth--;
      quiesced = depth > 0;
      if (quiesced) {
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
    CoreHardwareQueue[] all = queue.hardwareQueues();
    if (index < 0 || index >= all.length) {
      throw new IllegalArgumentException(
          "hardware queue " + index + " of " + queue + "; expected 0 to " + (all.length - 1));
    }
    return all[index];
  }

  /** Runs here: the caller is an administrator, who holds no lock of an elevator. */
  private void runNow(CoreHardwareQueue hctx) {
    try (Activation activation = Activation.enter(queue.time())) {
      activation.requestRun(hctx);
    }
  }

  void run() {
    try (Activation activation = Activation.enter(queue.time())) {
      queue.requestRunWhereDue(activation);
    }
    if (queue.entrance().isShut()) {
      queue.quarantine().drains();
    }
  }

  void kickRequeue() {
    queue.requeues().kick();
  }

  /**
   * Does something with nobody inside and no run in progress.
   *
   * @throws io.elevator.api.DeviceGoneException if the queue is closed meanwhile
   * @throws AdministrationTimeoutException if the queue does not come to rest; nothing has changed
   *     then
   */
  void whileStill(Runnable change) {
    queue.waits().requireOutside("a change");
    startFreeze();
    try {
      queue.waits().awaitFrozen("a change");
      queue.requireAlive();
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
   * @throws IllegalArgumentException if there is none of that name
   * @throws IllegalStateException if it could not be started, or the drive takes none
   */
  void switchElevator(String name) {
    queue.waits().requireOutside("switchElevator");
    ReentrantLock attributes = queue.attributeLock();
    queue.waits().lock(attributes, "a switch to the elevator '" + name + "'");
    try {
      queue.requireAlive();
      ElevatorKind kind = null;
      if (!name.equals("none")) {
        kind = queue.elevators().find(name);
        if (kind == null) {
          throw new IllegalArgumentException(
              "there is no elevator '"
                  + name
                  + "'; expected one of "
                  + String.join(", ", queue.elevators().names())
                  + ", none");
        }
        if (queue.shape().has(DriverFeature.NO_ELEVATOR)) {
          throw new IllegalStateException(
              "the drive of "
                  + queue.name()
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
      queue.removal().changeEnded();
    }
  }

  private boolean isInUse(@Nullable ElevatorKind kind) {
    AttachedElevator present = queue.elevatorSwitch().attached();
    return kind == null ? present == null : present != null && present.kind().type() == kind.type();
  }

  int hardwareQueues() {
    return queue.hardwareQueueCount();
  }

  void hardwareQueues(int count) {
    queue.waits().requireOutside("hardwareQueues");
    int most = queue.allHardwareQueues().all().length;
    if (count < 1 || count > most) {
      throw new IllegalArgumentException(
          count + " hardware queues for " + queue.name() + "; expected 1 to " + most);
    }
    ReentrantLock attributes = queue.attributeLock();
    queue.waits().lock(attributes, "a change of the number of hardware queues");
    try {
      queue.requireAlive();
      if (count != queue.hardwareQueueCount()) {
        whileStill(() -> changeHardwareQueues(count));
      }
    } finally {
      attributes.unlock();
      queue.removal().changeEnded();
    }
  }

  private void changeHardwareQueues(int count) {
    try {
      queue.elevatorSwitch().useHardwareQueues(count);
    } catch (Throwable e) {
      throw new IllegalStateException(
          queue.elevatorSwitch().name()
              + " could not be started on "
              + count
              + " hardware queues of "
              + queue.name()
              + ", which keeps "
              + queue.hardwareQueueCount()
              + ": "
              + e,
          e);
    }
  }

  private void switchTo(@Nullable ElevatorKind kind) {
    String from = queue.elevatorSwitch().name();
    String to = kind == null ? "none" : kind.name();
    long began = queue.time().now();
    whileStill(() -> {
      try {
        queue.elevatorSwitch().switchTo(kind);
      } catch (Throwable e) {
        long now = queue.time().now();
        queue.listeners().switchFailed(from, to, e, began, now);
        throw new IllegalStateException(
            "the elevator " + to + " could not be started on " + queue.name() + ": " + e, e);
      }
      switched(from, to, began);
    });
  }

  /** Counts and tells that the queue has another elevator; a failure does not undo that. */
  private void switched(String from, String to, long began) {
    try {
      queue.elevatorTotals().switched(to);
    } catch (Throwable e) {
      queue.report("counting a switch", e);
    }
    queue.listeners().switched(from, to, began, queue.time().now());
  }
}
