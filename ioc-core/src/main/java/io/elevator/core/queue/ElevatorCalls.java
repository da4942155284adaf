package io.elevator.core.queue;

import io.elevator.api.BioStatus;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.ElevatorAttachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import org.jspecify.annotations.Nullable;

/**
 * The calls into one attached elevator, each with a defined outcome when the hook throws or breaks
 * its contract: no request is lost. With no lock held. Immutable; what an elevator can do is kept
 * as plain booleans.
 */
final class ElevatorCalls {
  private final BlockQueue queue;
  private final ElevatorAttachment attachment;
  private final Elevator elevator;
  final boolean hasBioMerge;
  final boolean hasLimitDepth;
  final boolean queueWide;

  ElevatorCalls(BlockQueue queue, ElevatorAttachment attachment) {
    this.queue = queue;
    this.attachment = attachment;
    this.elevator = attachment.elevator();
    this.hasBioMerge = attachment.hasBioMerge();
    this.hasLimitDepth = attachment.hasLimitDepth();
    this.queueWide = attachment.isQueueWide();
  }

  ElevatorAttachment attachment() {
    return attachment;
  }

  Elevator elevator() {
    return elevator;
  }

  private void report(String hook, Throwable e) {
    queue.report("elevator " + attachment.type().name() + ": " + hook, e);
  }

  /** Returns the limit for a bio's tag; none if the hook throws. */
  int limitDepth(CoreBio bio) {
    try {
      return Math.max(0, elevator.limitDepth(bio));
    } catch (RuntimeException | Error e) {
      report("limitDepth", e);
      return 0;
    }
  }

  void prepare(QueueRequest rq, long now) {
    try {
      elevator.prepare(rq, now);
    } catch (RuntimeException | Error e) {
      report("prepare", e);
    }
  }

  /** Whether the elevator took the bio into a queued request; frees those that vanished. */
  boolean bioMerge(CoreBio bio, Activation activation, long now) {
    RequestList absorbed = activation.absorbed;
    boolean merged = false;
    try {
      merged = elevator.bioMerge(bio, absorbed, now);
    } catch (RuntimeException | Error e) {
      report("bioMerge", e);
    }
    if (!absorbed.isEmpty()) {
      queue.completer().freeAbsorbed(absorbed, activation, now);
    }
    return merged;
  }

  /** Gives requests to the elevator; those that it leaves end with an error. */
  void insert(
      HardwareQueue facing, RequestList list, boolean atHead, Activation activation, long now) {
    for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
      ((QueueRequest) rq).place = Place.ELEVATOR;
    }
    RequestList absorbed = activation.absorbed;
    try {
      elevator.insert(facing, list, atHead, absorbed, now);
    } catch (RuntimeException | Error e) {
      report("insert", e);
    }
    // First what was left: freeing may go on with a waiting bio, which uses the same list.
    if (!list.isEmpty()) {
      endLeft(list, activation, now);
    }
    if (!absorbed.isEmpty()) {
      queue.completer().freeAbsorbed(absorbed, activation, now);
    }
  }

  private void endLeft(RequestList list, Activation activation, long now) {
    report(
        "insert", new IllegalStateException(list.size() + " requests were left, " + list.first()));
    RequestList left = new RequestList();
    left.moveAllFrom(list);
    for (Request each = left.removeFirst(); each != null; each = left.removeFirst()) {
      QueueRequest rq = (QueueRequest) each;
      rq.place = Place.HAND;
      queue.completer().end(rq, BioStatus.IOERR, activation, now);
    }
  }

  /** Whether there may be something to dispatch; if the hook throws, no. */
  boolean hasWork(HardwareQueue facing) {
    try {
      return elevator.hasWork(facing);
    } catch (RuntimeException | Error e) {
      report("hasWork", e);
      return false;
    }
  }

  /**
   * Returns the next request, or null. What is handed out without having been inserted is left
   * where it is.
   */
  @Nullable QueueRequest dispatch(HardwareQueue facing, long now) {
    QueueRequest rq;
    try {
      rq = (QueueRequest) elevator.dispatch(facing, now);
    } catch (RuntimeException | Error e) {
      report("dispatch", e);
      return null;
    }
    if (rq == null) {
      return null;
    }
    if (rq.place != Place.ELEVATOR || rq.isInList()) {
      report(
          "dispatch", new IllegalStateException("it does not have the request " + rq.describe()));
      return null;
    }
    rq.place = Place.DISPATCH;
    rq.markStarted();
    return rq;
  }

  void completed(QueueRequest rq, long now) {
    try {
      elevator.completed(rq, now);
    } catch (RuntimeException | Error e) {
      report("completed", e);
    }
  }

  void requeue(QueueRequest rq, long now) {
    try {
      elevator.requeue(rq, now);
    } catch (RuntimeException | Error e) {
      report("requeue", e);
    }
  }

  void finish(QueueRequest rq, long now) {
    try {
      elevator.finish(rq, now);
    } catch (RuntimeException | Error e) {
      report("finish", e);
    }
  }
}
