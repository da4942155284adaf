package io.elevator.core.queue.admin;

import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.ShortLock;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a quarantined elevator until its requests have left the queue: dispatches in order of
 * arrival and merges nothing. The requests are kept in a list of its own instead of the links in
 * the requests, because the quarantined elevator may have used these. {@link #lock}, which is taken
 * last, guards {@code queued}; {@code size} repeats the size of {@code queued} for readers without
 * the lock.
 */
final class ArrivalOrder extends Elevator {
  private static final Comparator<QueueRequest> BY_ARRIVAL =
      Comparator.comparingLong(QueueRequest::startNanos)
          .thenComparingLong(QueueRequest::insertedNanos)
          .thenComparingInt(QueueRequest::tag);

  private final ShortLock lock = new ShortLock();
  private final PriorityQueue<QueueRequest> queued;
  private volatile int size;

  /**
   * Creates an elevator with room for all requests of the quarantined one, so that insertions need
   * no memory.
   *
   * @param most number of requests of the quarantined elevator
   */
  ArrivalOrder(int most) {
    queued = new PriorityQueue<>(Math.max(most, 1), BY_ARRIVAL);
  }

  /**
   * Takes over the requests that the quarantined elevator holds, except those that were taken over
   * before.
   */
  void takeOver(List<QueueRequest> all) {
    lock.lock();
    try {
      Set<QueueRequest> present = Collections.newSetFromMap(new IdentityHashMap<>());
      present.addAll(queued);
      for (QueueRequest rq : all) {
        if (rq.place == Place.ELEVATOR && !present.contains(rq)) {
          // First the step that may fail for lack of memory; then the caller tries again later.
          queued.add(rq);
          rq.leaveElevator();
        }
      }
      size = queued.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
    lock.lock();
    try {
      for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
        insert((QueueRequest) rq, list);
      }
    } finally {
      size = queued.size();
      lock.unlock();
    }
  }

  /**
   * Adds a request. If that fails, puts the request back into the list, whose requests the caller
   * handles, and throws.
   */
  private void insert(QueueRequest rq, RequestList list) {
    boolean added = false;
    try {
      added = queued.add(rq);
    } finally {
      if (!added) {
        list.addFirst(rq);
      }
    }
  }

  @Override
  public boolean hasWork(HardwareQueue hctx) {
    return size != 0;
  }

  @Override
  public @Nullable Request dispatch(HardwareQueue hctx, long now) {
    lock.lock();
    try {
      QueueRequest rq = queued.poll();
      size = queued.size();
      return rq;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void exit() {
    if (size != 0) {
      throw new IllegalStateException(size + " requests of a quarantined elevator are left");
    }
  }
}
