package io.elevator.core.queue;

import io.elevator.api.BioStatus;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The end of a queue: new bios fail and attributes are gone, what is inside ends, or is given up
 * when time is up; then the elevator is detached and the drive closed.
 *
 * <p>Fields are guarded by {@link #closing}, held throughout, which comes before all other locks:
 * the second who closes waits for the first. The queue's attribute lock is taken for the detachment
 * alone: who switches or resizes holds it while the queue drains, and finds the queue dead then.
 */
final class QueueRemoval {
  private final BlockQueue queue;
  private final ReentrantLock closing = new ReentrantLock();
  private boolean done;
  private boolean drained;

  QueueRemoval(BlockQueue queue) {
    this.queue = queue;
  }

  /**
   * Closes the queue.
   *
   * @param limit how long to wait for I/O inside, or null for as long as it takes
   * @return whether all of it ended by itself
   */
  boolean close(@Nullable Duration limit) {
    queue.requireOutside("close");
    closing.lock();
    try {
      if (!done) {
        done = true;
        drained = closeOnce(limit);
      }
      return drained;
    } finally {
      closing.unlock();
    }
  }

  private boolean closeOnce(@Nullable Duration limit) {
    Entrance entrance = queue.entrance();
    entrance.die();
    Activation activation = Activation.current();
    boolean was = activation.enter();
    queue.parking().resumeEntrance(activation, queue.time().now());
    queue.requestRunAll(activation);
    activation.leave(was);
    boolean ended = true;
    if (limit == null) {
      queue.gate().await(entrance::isFrozen, "the I/O inside " + queue + " to end");
    } else {
      ended = queue.gate().await(entrance::isFrozen, limit.toNanos());
    }
    if (!ended) {
      giveUp();
    }
    queue.timeouts().close();
    queue.latencies().close();
    queue.parking().close();
    for (CoreHardwareQueue hctx : queue.allHardwareQueues().all()) {
      hctx.closeTimer();
    }
    queue.switches().quiesce();
    // While elevator and drive can still be asked.
    queue.report().keepLast();
    queue.diskStatistics().zero(queue.time().now());
    if (entrance.isFrozen()) {
      queue.attributeLock().lock();
      try {
        queue.elevatorSwitch().switchTo(null);
      } finally {
        queue.attributeLock().unlock();
      }
    }
    try {
      queue.driver().close();
    } catch (Throwable e) {
      queue.report("driver", "close", e);
    }
    queue.tagSet().leave(queue.allHardwareQueues().all());
    queue.closed();
    return ended;
  }

  /** Ends everything that is still inside; what the driver has keeps its tag, for good. */
  private void giveUp() {
    if (!queue.marks().isFailing()) {
      queue.marks().fail(BioStatus.IOERR);
    }
    Activation activation = Activation.current();
    boolean was = activation.enter();
    long now = queue.time().now();
    queue.parking().endTagWaiters(BioStatus.IOERR, activation, now);
    queue.requeues().queueAgain(activation);
    for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
      for (int tag = 0; tag < hctx.tags().slots(); tag++) {
        QueueRequest rq = hctx.tags().inFlight(tag);
        if (rq != null) {
          abandon(hctx, rq, activation, now);
        }
      }
    }
    queue.requestRunAll(activation);
    activation.leave(was);
    was = activation.enter();
    // What an elevator withholds even now: its bios end, the requests stay where they are.
    for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
      RequestPool pool = hctx.pool();
      for (int i = 0; i < pool.size(); i++) {
        QueueRequest rq = pool.request(i);
        if (rq.place != Place.FREE) {
          queue.completer().endBios(rq, BioStatus.IOERR, activation, now);
        }
      }
    }
    activation.leave(was);
    queue.gate().changed();
  }

  private void abandon(CoreHardwareQueue hctx, QueueRequest rq, Activation activation, long now) {
    long cookie = rq.cookie();
    queue.completer().endLost(rq, cookie, BioStatus.IOERR, now);
    if (rq.complete(cookie)) {
      rq.abandon(cookie);
      queue.report(
          "closing", new IllegalStateException(hctx + " has not ended " + rq + " in time"));
      queue.completer().giveUp(rq, BioStatus.IOERR, activation, now);
    }
  }
}
