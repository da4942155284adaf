package io.elevator.core.queue;

import io.elevator.api.QueueLimits;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.MergeRules;
import io.elevator.spi.MergeKind;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The software queues of one hardware queue, one for each of its stripes: where requests wait when
 * there is no elevator and the driver is busy, or on their way into an elevator that another thread
 * is at, so that submitters apart do not meet at one lock.
 *
 * <p>Each list is guarded by its own lock, a leaf. Whether a list holds anything is readable
 * without; a writer changes it under the lock, and what is added is followed by a run. The cursor
 * is the runner's.
 */
final class SoftwareQueues {
  /** How many requests of a list a bio is compared with, newest first. */
  private static final int MOST_EXAMINED = 8;

  private static final class SoftwareQueue {
    private final ShortLock lock = new ShortLock();
    private final RequestList list = new RequestList();
    private volatile int pending;
  }

  /** By stripe; null for stripes of other hardware queues. */
  private final @Nullable SoftwareQueue[] byStripe;

  private final SoftwareQueue[] mine;
  private final int[] stripes;
  private int cursor;

  SoftwareQueues(int[] stripes) {
    this.stripes = stripes.clone();
    mine = new SoftwareQueue[stripes.length];
    int most = 0;
    for (int stripe : stripes) {
      most = Math.max(most, stripe + 1);
    }
    byStripe = new SoftwareQueue[most];
    for (int i = 0; i < stripes.length; i++) {
      mine[i] = new SoftwareQueue();
      byStripe[stripes[i]] = mine[i];
    }
  }

  private SoftwareQueue of(int stripe) {
    SoftwareQueue queue = stripe < byStripe.length ? byStripe[stripe] : null;
    if (queue == null) {
      throw new IllegalStateException("stripe " + stripe + " belongs to another hardware queue");
    }
    return queue;
  }

  /** Whether any list holds anything. */
  boolean hasPending() {
    for (SoftwareQueue queue : mine) {
      if (queue.pending != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the calling thread holds one of the locks. */
  boolean isLockHeld() {
    for (SoftwareQueue queue : mine) {
      if (queue.lock.isHeldByCurrentThread()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the states of the requests of a stripe. */
  List<RequestState> states(int stripe) {
    SoftwareQueue queue = of(stripe);
    queue.lock.lock();
    try {
      return CoreHardwareQueue.statesOf(queue.list);
    } finally {
      queue.lock.unlock();
    }
  }

  /** Returns the stripes that have a list here. */
  int[] stripes() {
    return stripes.clone();
  }

  /** Returns how many requests wait; a moving picture. */
  int size() {
    int size = 0;
    for (SoftwareQueue queue : mine) {
      size += queue.pending;
    }
    return size;
  }

  /** Whether a stripe's list holds anything. */
  boolean isPending(int stripe) {
    return of(stripe).pending != 0;
  }

  /** Moves requests of one stripe to the end of its list. */
  void addAll(int stripe, RequestList group) {
    for (Request rq = group.first(); rq != null; rq = group.next(rq)) {
      ((QueueRequest) rq).place = Place.SOFTWARE;
    }
    SoftwareQueue queue = of(stripe);
    queue.lock.lock();
    try {
      queue.list.moveAllFrom(group);
      queue.pending = queue.list.size();
    } finally {
      queue.lock.unlock();
    }
  }

  void add(QueueRequest rq, boolean atHead) {
    SoftwareQueue queue = of(rq.stripe());
    queue.lock.lock();
    try {
      rq.place = Place.SOFTWARE;
      if (atHead) {
        queue.list.addFirst(rq);
      } else {
        queue.list.addLast(rq);
      }
      queue.pending = queue.list.size();
    } finally {
      queue.lock.unlock();
    }
  }

  /** Moves everything into a list, stripe by stripe. */
  void takeAll(RequestList into) {
    for (SoftwareQueue queue : mine) {
      if (queue.pending != 0) {
        queue.lock.lock();
        try {
          into.moveAllFrom(queue.list);
          queue.pending = 0;
        } finally {
          queue.lock.unlock();
        }
      }
    }
  }

  /** Takes the first request of the next stripe that has one, in turn; null if none has. */
  @Nullable QueueRequest takeNext() {
    for (int i = 0; i < mine.length; i++) {
      SoftwareQueue queue = mine[cursor];
      cursor = cursor + 1 == mine.length ? 0 : cursor + 1;
      if (queue.pending != 0) {
        queue.lock.lock();
        try {
          QueueRequest rq = (QueueRequest) queue.list.removeFirst();
          queue.pending = queue.list.size();
          if (rq != null) {
            return rq;
          }
        } finally {
          queue.lock.unlock();
        }
      }
    }
    return null;
  }

  /**
   * Looks for a waiting request of the bio's stripe that takes it.
   *
   * @param counter hears of the merge under the lock, as the request may end at once after it
   * @return whether one took it
   */
  boolean merge(
      CoreBio bio, int stripe, QueueLimits limits, boolean metaSeparates, Submitter counter) {
    SoftwareQueue queue = of(stripe);
    if (queue.pending == 0) {
      return false;
    }
    queue.lock.lock();
    try {
      QueueRequest rq = mergeInto(queue.list, bio, limits, metaSeparates);
      if (rq == null) {
        return false;
      }
      counter.countMerge(rq, bio);
      return true;
    } finally {
      queue.lock.unlock();
    }
  }

  private static @Nullable QueueRequest mergeInto(
      RequestList list, CoreBio bio, QueueLimits limits, boolean metaSeparates) {
    int left = MOST_EXAMINED;
    for (Request each = list.last(); each != null && left > 0; each = list.previous(each)) {
      left--;
      QueueRequest rq = (QueueRequest) each;
      MergeKind kind =
          MergeRules.compatible(rq, bio, metaSeparates)
              ? MergeRules.adjacency(rq, bio, limits)
              : null;
      if (kind != null) {
        boolean merged = MergeRules.join(rq, bio, kind, limits) == MergeRules.Outcome.MERGED;
        return merged ? rq : null;
      }
    }
    return null;
  }
}
