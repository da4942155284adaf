package io.elevator.core.queue;

import io.elevator.api.BioFlags;
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
 * <p>What guards a queue is said at {@link SoftwareQueue}. The cursor is the runner's.
 */
final class SoftwareQueues {
  static {
    MergeRules.load();
  }

  /** How many requests of a list a bio is compared with, newest first. */
  private static final int MOST_EXAMINED = 8;

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

  private @Nullable SoftwareQueue atStripe(int stripe) {
    return stripe >= 0 && stripe < byStripe.length ? byStripe[stripe] : null;
  }

  private SoftwareQueue of(int stripe) {
    SoftwareQueue queue = atStripe(stripe);
    if (queue == null) {
      throw new IllegalStateException("stripe " + stripe + " belongs to another hardware queue");
    }
    return queue;
  }

  /** Whether any list holds anything. */
  boolean hasPending() {
    for (SoftwareQueue queue : mine) {
      if (queue.hasPending()) {
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
      size += queue.size();
    }
    return size;
  }

  /** Whether a stripe's list holds anything. */
  boolean isPending(int stripe) {
    return of(stripe).hasPending();
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
      queue.changed();
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
      queue.changed();
    } finally {
      queue.lock.unlock();
    }
  }

  /**
   * Leaves a request to whoever runs. A stripe that floods keeps its requests together.
   *
   * @return whether a run is to be asked for now
   */
  boolean stage(QueueRequest rq, long now) {
    return of(rq.stripe()).stage(rq, now);
  }

  /** Whether a stripe keeps requests together. */
  boolean isFlooding(int stripe) {
    return of(stripe).isFlooding();
  }

  /** Whether any stripe holds what it keeps. */
  boolean isKeeping() {
    for (SoftwareQueue queue : mine) {
      if (queue.isKeeping()) {
        return true;
      }
    }
    return false;
  }

  /** Makes a stripe's requests everybody's: it is going to wait. */
  void release(int stripe) {
    SoftwareQueue queue = atStripe(stripe);
    if (queue != null) {
      queue.release();
    }
  }

  /** A stripe runs after another. */
  void alternated(int stripe, long now) {
    SoftwareQueue queue = atStripe(stripe);
    if (queue != null) {
      queue.alternated(now);
    }
  }

  /** A stripe ran several times with nobody between. */
  void calm(int stripe) {
    SoftwareQueue queue = atStripe(stripe);
    if (queue != null) {
      queue.calm();
    }
  }

  /** Makes everybody's what was kept for too long. */
  void releaseOverdue(long now) {
    for (SoftwareQueue queue : mine) {
      queue.releaseOverdue(now);
    }
  }

  /** Moves everything into a list, stripe by stripe. */
  void takeAll(RequestList into) {
    for (SoftwareQueue queue : mine) {
      if (queue.hasPending()) {
        queue.takeAll(into);
      }
    }
  }

  /**
   * Moves what is not kept at this time into a list, stripe by stripe.
   *
   * @param own the stripe of the caller, whose requests are not kept from it; −1 for none
   */
  void takeOpen(RequestList into, long now, int own) {
    SoftwareQueue callers = atStripe(own);
    for (SoftwareQueue queue : mine) {
      if (queue.isOpen(now) || (queue == callers && queue.hasPending())) {
        queue.takeAll(into);
      }
    }
  }

  /** Takes the first request of the next stripe that has one, in turn; null if none has. */
  @Nullable QueueRequest takeNext() {
    for (int i = 0; i < mine.length; i++) {
      SoftwareQueue queue = mine[cursor];
      cursor = cursor + 1 == mine.length ? 0 : cursor + 1;
      if (queue.hasPending()) {
        queue.lock.lock();
        try {
          QueueRequest rq = (QueueRequest) queue.list.removeFirst();
          queue.changed();
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
   * @return whether one took it, which is counted under the lock, as it may end at once after it
   */
  boolean merge(CoreBio bio, BlockQueue of) {
    SoftwareQueue queue = of(bio.stripe());
    if (!queue.hasPending()) {
      return false;
    }
    queue.lock.lock();
    try {
      QueueRequest rq = mergeInto(queue.list, bio, of);
      if (rq == null) {
        return false;
      }
      of.submitter().merges().countMerge(rq, bio);
      return true;
    } finally {
      queue.lock.unlock();
    }
  }

  private static boolean isAlike(QueueRequest rq, CoreBio bio) {
    return rq.task() == bio.task() && rq.isSync() == BioFlags.isSync(bio.opAndFlags());
  }

  private static @Nullable QueueRequest mergeInto(RequestList list, CoreBio bio, BlockQueue of) {
    QueueLimits limits = of.limits();
    // An elevator, which is not asked here, may keep tasks apart, and who waits from who does not.
    boolean any = of.elevatorCalls() == null;
    int left = MOST_EXAMINED;
    for (Request each = list.last(); each != null && left > 0; each = list.previous(each)) {
      left--;
      QueueRequest rq = (QueueRequest) each;
      MergeKind kind =
          (any || isAlike(rq, bio)) && MergeRules.compatible(rq, bio)
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
