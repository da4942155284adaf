package io.elevator.core.queue;

import io.elevator.api.AdministrationTimeoutException;
import io.elevator.api.BioStatus;
import io.elevator.core.context.BoundedWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The end of a queue: new bios fail and attributes are gone, what is inside ends, or is given up
 * when time is up; then the elevator is detached and the drive closed.
 *
 * <p>Fields are guarded by {@link #closing}, held throughout, which comes before all other locks: a
 * second closer waits for the first. The queue's attribute lock is taken for the detachment alone:
 * a switch or resize holds it while the queue drains, and finds the queue dead then.
 *
 * <p>The closer never calls the elevator or the driver while requests are inside: another thread
 * may be stuck there and hold a lock of theirs. A worker makes the runs. If a thread is still
 * inside when the limit is over, elevator and drive stay as they are, since they are in use, and
 * the last such thread that leaves has a worker finish the closing: {@link #unfinished} is set
 * before the closer looks whether a thread is inside, and a thread that leaves looks at it
 * afterwards, both with volatile ordering, so one of the two sees the other.
 */
final class QueueRemoval {
  /** Time for threads to leave hooks and driver when the limit is over already, in nanoseconds. */
  private static final long GRACE_NANOS = 100_000_000;

  /** The least time for the driver's {@code close} when there is a limit, in nanoseconds. */
  private static final long DRIVER_NANOS = 1_000_000_000;

  private final BlockQueue queue;
  private final ReentrantLock closing = new ReentrantLock();
  private boolean done;
  private boolean drained;

  /** Whether a worker will finish the closing; written under {@link #closing}, read without. */
  private volatile boolean unfinished;

  /** Whether a change that hung kept the elevator from being detached; see {@link #changeEnded}. */
  private volatile boolean elevatorLeft;

  /** Whether the drive is still to be closed; written by the thread that closes it. */
  private volatile boolean driveOpen = true;

  QueueRemoval(BlockQueue queue) {
    this.queue = queue;
  }

  /**
   * Closes the queue.
   *
   * @param limit longest wait for I/O inside, or null for as long as I/O is in flight and otherwise
   *     the limit of administration without progress
   * @return whether all of it ended by itself, and nothing is left to be closed later
   * @throws AdministrationTimeoutException if another thread that closes the queue does not end
   */
  boolean close(@Nullable Duration limit) {
    queue.waits().requireOutside("close");
    if (limit == null) {
      queue.waits().lock(closing, "closing");
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
      closing.unlock();
    }
  }

  private boolean closeOnce(@Nullable Duration limit) {
    Entrance entrance = queue.entrance();
    long began = queue.time().now();
    entrance.die();
    try (Activation activation = Activation.enter(queue.time())) {
      queue.parking().resumeEntrance(activation);
    }
    queue.gate().changed();
    startRuns();
    boolean ended =
        limit == null
            ? queue.waits().awaitDrained()
            : queue.gate().await(entrance::isFrozen, limit.toNanos());
    if (!ended) {
      giveUp();
    }
    long most = limit == null ? queue.waits().limitNanos() : limit.toNanos();
    unfinished = true;
    long grace = Math.min(most, GRACE_NANOS);
    boolean still = closeTimers(Math.max(most - (queue.time().now() - began), grace));
    long left = Math.max(most - (queue.time().now() - began), grace);
    still &= queue.switches().tryQuiesce(left);
    if (!still) {
      queue.report(
          "closing",
          new IllegalStateException(
              "a thread has not left the driver, a timer or a hook that dispatches in time:"
                  + " elevator and drive are closed when it does; inside are "
                  + queue.waits().inside()));
      return false;
    }
    unfinished = false;
    boolean detached = finish(left);
    if (limit == null) {
      closeDrive();
    } else {
      closeDriveWithin(Math.max(left, DRIVER_NANOS));
    }
    return detached && ended;
  }

  /** Has a worker run the hardware queues; in virtual time the calling thread does it. */
  private void startRuns() {
    if (queue.gate().isVirtual()) {
      try (Activation activation = Activation.enter(queue.time())) {
        queue.requestRunAll(activation);
      }
    } else {
      for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
        hctx.deferRun();
      }
    }
  }

  /**
   * Closes the timers.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether none is in progress
   */
  private boolean closeTimers(long nanos) {
    boolean still = queue.timeouts().close(nanos);
    still &= queue.parking().close(nanos);
    still &= queue.quarantine().close(nanos);
    for (CoreHardwareQueue hctx : queue.allHardwareQueues().all()) {
      still &= hctx.closeTimer(nanos);
    }
    return still;
  }

  /**
   * A thread has left the driver, a timer or a run: has the closing finished if that was missing.
   */
  void threadLeft() {
    if (unfinished && queue.switches().isStill()) {
      queue.time().defer(this::finishLate);
    }
  }

  private void finishLate() {
    if (!BoundedWait.lock(closing, queue.waits().limitNanos())) {
      return;
    }
    try {
      if (unfinished && closeTimers(GRACE_NANOS) && queue.switches().isStill()) {
        unfinished = false;
        queue.death().drain();
        boolean ignored = finish(queue.waits().limitNanos());
        closeDrive();
      }
    } finally {
      closing.unlock();
    }
  }

  /**
   * Detaches the elevator, in which no thread is, as the last step before the drive is closed.
   *
   * @param nanos limit of the wait for another change, in nanoseconds
   * @return whether the elevator could be detached, or was not to be since requests were given up
   */
  private boolean finish(long nanos) {
    // While elevator and drive can still be asked.
    queue.report().keepLast();
    queue.diskStatistics().zero(queue.time().now());
    boolean detached = true;
    if (queue.entrance().isFrozen()) {
      elevatorLeft = true;
      detached = detach(nanos);
      if (!detached) {
        queue.report(
            "closing",
            new IllegalStateException(
                "another change has not ended in time: the elevator is detached when it does"));
      }
    }
    return detached;
  }

  private void closeDrive() {
    try {
      queue.driver().close();
    } catch (Throwable e) {
      queue.report("driver", "close", e);
    }
    try {
      queue.tagSet().leave(queue.allHardwareQueues().all());
      queue.closed();
    } finally {
      driveOpen = false;
      queue.gate().changed();
    }
  }

  /**
   * Has a worker close the drive, as the driver may wait for a thread of its own that is in a
   * callback. In virtual time there is only one thread.
   *
   * @param nanos limit of the wait for the worker, in nanoseconds
   */
  private void closeDriveWithin(long nanos) {
    boolean taken = false;
    if (!queue.gate().isVirtual()) {
      try {
        queue.time().defer(this::closeDrive);
        taken = true;
      } catch (Throwable e) {
        queue.report("leaving the driver's close to a worker", e);
      }
    }
    if (!taken) {
      closeDrive();
    } else if (!queue.gate().await(() -> !driveOpen, nanos)) {
      queue.report(
          "closing",
          new IllegalStateException(
              "the driver's close has not returned in time: a worker goes on with it"));
    }
  }

  /**
   * Detaches the elevator of a closed queue under the attribute lock.
   *
   * @param nanos limit of the wait for the lock, in nanoseconds
   * @return whether the lock could be taken
   */
  private boolean detach(long nanos) {
    if (!BoundedWait.lock(queue.attributeLock(), nanos)) {
      return false;
    }
    try {
      if (elevatorLeft) {
        elevatorLeft = false;
        queue.elevatorSwitch().switchTo(null);
      }
      return true;
    } finally {
      queue.attributeLock().unlock();
    }
  }

  /**
   * A change has given back the attribute lock. If closing could not wait for it, detaches the
   * elevator now: {@link #elevatorLeft} is set before the closer tries the lock, so that either the
   * closer gets the lock or the change sees the field.
   */
  void changeEnded() {
    if (elevatorLeft && !queue.attributeLock().isHeldByCurrentThread()) {
      boolean ignored = detach(queue.waits().limitNanos());
    }
  }

  /**
   * Ends everything that is still inside; what the driver has keeps its tag, for good. In real time
   * a worker makes the calls of the elevator that belong to it.
   */
  private void giveUp() {
    if (!queue.marks().isFailing()) {
      queue.marks().fail(BioStatus.IOERR);
    }
    boolean virtual = queue.gate().isVirtual();
    List<QueueRequest> abandoned = new ArrayList<>();
    try (Activation activation = Activation.enter(queue.time())) {
      for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
        for (int tag = 0; tag < hctx.tags().slots(); tag++) {
          QueueRequest rq = hctx.tags().inFlight(tag);
          if (rq != null && abandon(hctx, rq, activation)) {
            abandoned.add(rq);
            if (!virtual) {
              queue.completer().endBios(rq, BioStatus.MEMORY_IN_USE, activation);
            }
          }
        }
      }
    }
    if (virtual) {
      conclude(abandoned);
      queue.death().endWaiting(queue.marks().failing());
      queue.death().drain();
    } else {
      queue.death().endWaiting(queue.marks().failing());
      queue
          .time()
          .defer(() -> {
            conclude(abandoned);
            queue.death().drain();
          });
      // So that the elevator can be detached, unless a thread is stuck.
      boolean ignored = queue.gate().await(queue.entrance()::isFrozen, GRACE_NANOS);
    }
    queue.gate().changed();
  }

  private boolean abandon(CoreHardwareQueue hctx, QueueRequest rq, Activation activation) {
    long cookie = rq.cookie();
    queue.completer().endLost(rq, cookie, BioStatus.IOERR, activation);
    if (!rq.complete(cookie)) {
      return false;
    }
    rq.abandon(cookie);
    queue.report(
        "closing",
        new IllegalStateException(
            hctx + " has not ended " + rq + " in time: its memory may still be in use"));
    return true;
  }

  /**
   * Ends the bios and gives back the usage units of requests that the driver keeps; their tags stay
   * taken.
   */
  private void conclude(List<QueueRequest> abandoned) {
    try (Activation activation = Activation.enter(queue.time())) {
      for (QueueRequest rq : abandoned) {
        queue.completer().giveUp(rq, BioStatus.MEMORY_IN_USE, activation);
      }
    }
  }
}
