package io.elevator.core.queue.admin;

import io.elevator.api.AdministrationTimeoutException;
import io.elevator.core.context.BoundedWait;
import io.elevator.core.queue.complete.Requeues;
import io.elevator.core.queue.complete.Timeouts;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.Gate;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.StuckThreads;
import io.elevator.core.queue.state.TagSet;
import io.elevator.core.queue.submit.Parking;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.driver.BlockDriver;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes a queue: new bios fail, attributes are gone, and outstanding bios end by themselves or are
 * given up when the limit has passed. Then the elevator is detached and the drive is closed.
 *
 * <p>{@link #closing} guards the fields. It is held throughout and is taken before all other locks,
 * so a second thread that closes waits for the first. The queue's attribute lock is taken for the
 * detachment only: a switch or resize that holds it while the queue drains finds the queue dead
 * then.
 *
 * <p>The closing thread never calls elevator or driver while requests are outstanding, because
 * another thread may be stuck there and hold their locks; a worker performs the runs. If a thread
 * is still in a hook or in the driver when the limit has passed, elevator and drive are not closed,
 * because they are in use. The last such thread that leaves has a worker finish the closing: {@link
 * #unfinished} is set before the closing thread looks for such threads, and a thread that leaves
 * reads it afterwards, both with volatile ordering, so one of the two sees the other.
 */
public final class QueueRemoval {
  /**
   * Time that threads have to leave hooks and driver when the limit has already passed, in
   * nanoseconds.
   */
  private static final long GRACE_NANOS = 100_000_000;

  /** Shortest limit for the driver's {@code close} if there is a limit, in nanoseconds. */
  private static final long DRIVER_NANOS = 1_000_000_000;

  /** Stores the last figures of a queue. */
  @FunctionalInterface
  public interface LastFigures {
    /**
     * Stores the present figures as the last ones.
     *
     * @param asksPlugins whether elevator, icqs and driver are asked to describe themselves
     * @param wanted asked when the figures have been collected; if false they are not stored
     */
    void keep(boolean asksPlugins, BooleanSupplier wanted);
  }

  private final TimeBase time;
  private final Entrance entrance;
  private final Gate gate;
  private final AdministrativeWaits waits;
  private final ElevatorSwitch elevatorSwitch;
  private final QueueSwitches switches;
  private final OutstandingRequests outstandingRequests;
  private final Parking parking;
  private final DiskStatistics diskStatistics;
  private final Timeouts timeouts;
  private final StuckThreads stuckThreads;
  private final Requeues requeues;
  private final TagSet tagSet;
  private final BlockDriver driver;
  private final ReentrantLock attributeLock;
  private final QueueDeath death;
  private final Quarantine quarantine;
  private final HardwareQueues hardwareQueues;
  private final QueueErrors errors;
  private final LastFigures lastFigures;
  private final Runnable whenClosed;
  private final ReentrantLock closing = new ReentrantLock();
  private boolean done;
  private boolean drained;

  /** Whether {@link #finishLate} was called while another thread was closing. */
  private volatile boolean finishRequested;

  /** Whether a worker will finish the closing. Written under {@link #closing}, read without it. */
  private volatile boolean unfinished;

  /**
   * Whether the elevator could not be detached because a change of the queue does not return; see
   * {@link #changeEnded}.
   */
  private volatile boolean elevatorLeft;

  /** Whether the drive still has to be closed; written by the thread that closes it. */
  private volatile boolean driveOpen = true;

  /** Whether the block layer has been told that the queue is closed. */
  private volatile boolean forgotten;

  /**
   * Creates the part that closes a queue.
   *
   * @param lastFigures stores the last figures of the queue, while elevator and drive can still be
   *     asked
   * @param whenClosed called when the drive is closed
   */
  public QueueRemoval(
      TimeBase time,
      Entrance entrance,
      Gate gate,
      AdministrativeWaits waits,
      ElevatorSwitch elevatorSwitch,
      QueueSwitches switches,
      OutstandingRequests outstandingRequests,
      Parking parking,
      DiskStatistics diskStatistics,
      Timeouts timeouts,
      StuckThreads stuckThreads,
      Requeues requeues,
      TagSet tagSet,
      BlockDriver driver,
      ReentrantLock attributeLock,
      QueueDeath death,
      Quarantine quarantine,
      HardwareQueues hardwareQueues,
      QueueErrors errors,
      LastFigures lastFigures,
      Runnable whenClosed) {
    this.time = time;
    this.entrance = entrance;
    this.gate = gate;
    this.waits = waits;
    this.elevatorSwitch = elevatorSwitch;
    this.switches = switches;
    this.outstandingRequests = outstandingRequests;
    this.parking = parking;
    this.diskStatistics = diskStatistics;
    this.timeouts = timeouts;
    this.stuckThreads = stuckThreads;
    this.requeues = requeues;
    this.tagSet = tagSet;
    this.driver = driver;
    this.attributeLock = attributeLock;
    this.death = death;
    this.quarantine = quarantine;
    this.hardwareQueues = hardwareQueues;
    this.errors = errors;
    this.lastFigures = lastFigures;
    this.whenClosed = whenClosed;
  }

  /**
   * Closes the queue.
   *
   * @param limit longest wait for outstanding I/O. Null means: wait as long as I/O is in flight,
   *     and otherwise for the administration limit without progress
   * @return whether all I/O ended by itself and nothing has to be closed later
   * @throws AdministrationTimeoutException if another thread that closes the queue does not return
   */
  public boolean close(@Nullable Duration limit) {
    waits.requireOutside("close");
    if (limit == null) {
      waits.lock(closing, "closing");
    } else if (!BoundedWait.lock(closing, limit.toNanos())) {
      return false;
    }
    try {
      if (!done) {
        done = true;
        drained = closeOnce(limit);
      }
      return drained && !unfinished && !driveOpen;
    } finally {
      unlockClosing();
    }
  }

  private boolean closeOnce(@Nullable Duration limit) {
    long began = time.now();
    entrance.die();
    try (Activation activation = enter()) {
      parking.resumeEntrance(activation);
    }
    gate.changed();
    startRuns();
    boolean ended =
        limit == null ? waits.awaitDrained() : gate.await(entrance::isFrozen, limit.toNanos());
    if (!ended) {
      outstandingRequests.giveUp();
    }
    long most = limit == null ? waits.limitNanos() : limit.toNanos();
    long grace = Math.min(most, GRACE_NANOS);
    boolean called =
        stuckThreads.awaitCallbacks(gate, Math.max(most - (time.now() - began), grace));
    if (!called) {
      errors.report(
          "closing",
          new IllegalStateException(
              "callbacks of ended bios have not been called in time: a worker calls them"));
    }
    unfinished = true;
    boolean still = closeTimers(Math.max(most - (time.now() - began), grace));
    long left = Math.max(most - (time.now() - began), grace);
    still &= switches.tryQuiesce(left);
    if (!still) {
      errors.report(
          "closing",
          new IllegalStateException(
              "a thread has not left the driver, a timer or a hook that dispatches in time:"
                  + " elevator and drive are closed when it does; inside are "
                  + waits.inside()));
      return false;
    }
    unfinished = false;
    if (!ended && !gate.isVirtual() && waits.isAnyInHand()) {
      errors.report(
          "closing",
          new IllegalStateException(
              "a thread has not left a hook or a listener in time: the elevator stays attached;"
                  + " inside are "
                  + waits.inside()));
    }
    keepFigures(left);
    boolean detached = finish(left);
    if (limit == null) {
      closeDrive();
      if (!isDoneByWorker(this::forget, () -> forgotten, most)) {
        reportForgetting();
      }
    } else {
      closeDriveWithin(Math.max(left, DRIVER_NANOS));
    }
    return detached && ended && called;
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

  /** Has a worker run the hardware queues; in virtual time the calling thread runs them. */
  private void startRuns() {
    if (gate.isVirtual()) {
      try (Activation activation = Activation.enter(time)) {
        hardwareQueues.requestRunAll(activation);
      }
    } else {
      for (CoreHardwareQueue hctx : hardwareQueues.used()) {
        hctx.runs().defer();
      }
    }
  }

  /**
   * Closes the timers of the queue.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether no callback is in progress
   */
  private boolean closeTimers(long nanos) {
    boolean still = timeouts.close(nanos);
    still &= stuckThreads.close(nanos);
    still &= requeues.close(nanos);
    still &= parking.close(nanos);
    still &= quarantine.close(nanos);
    for (CoreHardwareQueue hctx : hardwareQueues.all()) {
      still &= hctx.closeTimers(nanos);
    }
    AttachedElevator attached = elevatorSwitch.attached();
    if (attached != null) {
      // Its exit hook closes them, and would wait for a callback in progress.
      still &= attached.closeTimers(nanos);
    }
    return still;
  }

  /**
   * Called when a thread has left the driver, a timer or a run: has the closing finished if it was
   * waiting for that.
   */
  public void threadLeft() {
    if (unfinished && switches.isStill()) {
      time.defer(this::finishLate);
    }
  }

  /**
   * Finishes the closing. Does not wait for a thread that is closing, because that thread may wait
   * for a worker, such as the caller: that thread has this done when it has released the lock. The
   * request is written before the lock is tried and read after the lock is released, both volatile,
   * so it is not lost.
   */
  private void finishLate() {
    finishRequested = true;
    if (!closing.tryLock()) {
      return;
    }
    try {
      finishRequested = false;
      if (unfinished && closeTimers(GRACE_NANOS) && switches.isStill()) {
        unfinished = false;
        death.drain();
        lastFigures.keep(true, () -> true);
        boolean ignored = finish(waits.limitNanos());
        closeDrive();
        forget();
      }
    } finally {
      unlockClosing();
    }
  }

  private void unlockClosing() {
    closing.unlock();
    if (finishRequested && unfinished) {
      time.defer(this::finishLate);
    }
  }

  /**
   * Detaches the elevator, in which no thread is any more, as the last step before the drive is
   * closed.
   *
   * @param nanos limit of the wait for another change of the queue, in nanoseconds
   * @return whether the elevator was detached, or must not be detached because requests were given
   *     up
   */
  private boolean finish(long nanos) {
    diskStatistics.zero(time.now());
    boolean detached = true;
    if (entrance.isFrozen()) {
      elevatorLeft = true;
      detached = detach(nanos);
      if (!detached) {
        errors.report(
            "closing",
            new IllegalStateException(
                "another change has not ended in time: the elevator is detached when it does"));
      }
    }
    return detached;
  }

  private void closeDrive() {
    try {
      driver.close();
    } catch (Throwable e) {
      errors.report("driver", "close", e);
    }
    try {
      tagSet.leave(hardwareQueues.all());
    } finally {
      driveOpen = false;
      gate.changed();
    }
  }

  /** Tells the block layer that the queue is closed. */
  private void forget() {
    try {
      whenClosed.run();
    } finally {
      forgotten = true;
      gate.changed();
    }
  }

  /**
   * Stores the last figures, while elevator and drive can still describe themselves: a worker asks
   * them, as they may not answer.
   *
   * @param nanos limit of the wait for their answers, in nanoseconds
   */
  private void keepFigures(long nanos) {
    if (gate.isVirtual()) {
      lastFigures.keep(true, () -> true);
      return;
    }
    lastFigures.keep(false, () -> true);
    var kept = new AtomicBoolean();
    var late = new AtomicBoolean();
    Runnable job =
        () -> {
          lastFigures.keep(true, () -> !late.get());
          kept.set(true);
          gate.changed();
        };
    if (!isDoneByWorker(job, kept::get, nanos)) {
      late.set(true);
      errors.report(
          "closing",
          new IllegalStateException(
              "the elevator or the driver has not described itself in time: the last figures are"
                  + " without that part"));
    }
  }

  /**
   * Has a worker do something; in virtual time, and if no worker can be had, the calling thread.
   *
   * @param done whether it is done; the job calls the gate after that has changed
   * @param nanos limit of the wait, in nanoseconds
   * @return whether it is done
   */
  private boolean isDoneByWorker(Runnable job, BooleanSupplier done, long nanos) {
    boolean taken = false;
    if (!gate.isVirtual()) {
      try {
        time.defer(job);
        taken = true;
      } catch (Throwable e) {
        errors.report("leaving a part of closing to a worker", e);
      }
    }
    if (!taken) {
      job.run();
    }
    return gate.await(done, nanos);
  }

  private void reportForgetting() {
    errors.report(
        "closing",
        new IllegalStateException(
            "the statistics sink has not returned in time: the queue is closed all the same"));
  }

  /**
   * Has a worker close the drive, because the driver may wait for one of its threads that is in a
   * callback. In virtual time the calling thread closes it, as there is only one thread.
   *
   * @param nanos limit of the wait for the worker, in nanoseconds
   */
  private void closeDriveWithin(long nanos) {
    Runnable job =
        () -> {
          closeDrive();
          forget();
        };
    boolean all = isDoneByWorker(job, () -> forgotten, nanos);
    if (!driveOpen && !all) {
      reportForgetting();
    } else if (driveOpen) {
      errors.report(
          "closing",
          new IllegalStateException(
              "the driver's close has not returned in time: a worker goes on with it"));
    }
  }

  /**
   * Detaches the elevator of a closed queue under the attribute lock.
   *
   * @param nanos limit of the wait for the lock, in nanoseconds
   * @return whether the lock was obtained
   */
  private boolean detach(long nanos) {
    if (!BoundedWait.lock(attributeLock, nanos)) {
      return false;
    }
    try {
      if (elevatorLeft) {
        elevatorLeft = false;
        elevatorSwitch.switchTo(null);
      }
      return true;
    } finally {
      attributeLock.unlock();
    }
  }

  /**
   * Called when a change of the queue has released the attribute lock: detaches the elevator if the
   * closing thread could not wait for the lock. {@link #elevatorLeft} is set before the closing
   * thread tries the lock, so either that thread gets the lock or the change sees the field.
   */
  public void changeEnded() {
    if (elevatorLeft && !attributeLock.isHeldByCurrentThread()) {
      boolean ignored = detach(waits.limitNanos());
    }
  }
}
