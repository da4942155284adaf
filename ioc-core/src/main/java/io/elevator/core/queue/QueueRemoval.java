package io.elevator.core.queue;

import io.elevator.api.BioStatus;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of a queue: new bios fail, what is inside ends, or is given up when time is up; then the
 * elevator is detached and the drive closed. Under the queue's attribute lock, so once.
 */
final class QueueRemoval {
  private final BlockQueue queue;
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
    queue.attributeLock().lock();
    try {
      if (!done) {
        done = true;
        drained = closeOnce(limit);
      }
      return drained;
    } finally {
      queue.attributeLock().unlock();
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
    queue.parking().close();
    for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
      hctx.closeTimer();
    }
    queue.switches().quiesce();
    // While elevator and drive can still be asked.
    queue.keepLastFigures();
    if (entrance.isFrozen()) {
      queue.elevatorSwitch().switchTo(null);
    }
    try {
      queue.driver().close();
    } catch (IOException | RuntimeException e) {
      queue.report("driver: close", e);
    }
    queue.tagSet().leave(queue.hardwareQueues());
    queue.closed();
    return ended;
  }

  /** Ends everything that is still inside; what the driver has keeps its tag, for good. */
  private void giveUp() {
    queue.marks().fail();
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
  }

  private void abandon(CoreHardwareQueue hctx, QueueRequest rq, Activation activation, long now) {
    long cookie = rq.cookie();
    if (rq.complete(cookie)) {
      rq.abandon(cookie);
      queue.report(
          "closing", new IllegalStateException(hctx + " has not ended " + rq + " in time"));
      queue.completer().endBios(rq, BioStatus.IOERR, activation, now);
    }
  }
}
