package io.elevator.kyber;

import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Requests that one stripe has inserted into one hardware queue and that no dispatch has collected
 * yet, with one list for each domain. The lock guards the lists, and it orders their changes with
 * those of the stripe's bits in {@link StagedStripes}. Submitters of other stripes never take this
 * lock. While it is held, only the locks that the queue needs to count merges are taken.
 */
final class StagingLists {
  private final ReentrantLock lock;
  private final RequestList[] lists = new RequestList[Domain.COUNT];

  StagingLists(ReentrantLock lock) {
    this.lock = lock;
    for (int i = 0; i < lists.length; i++) {
      lists[i] = new RequestList();
    }
  }

  /** Takes the lock of these lists. */
  void lock() {
    lock.lock();
  }

  /** Releases the lock of these lists. */
  void unlock() {
    lock.unlock();
  }

  /** Returns the list of a domain. The caller must hold the lock. */
  RequestList list(Domain domain) {
    return lists[domain.index];
  }

  /**
   * Replaces the list of a domain by an empty one and returns the old list. The caller must hold
   * the lock.
   */
  RequestList exchange(Domain domain, RequestList empty) {
    RequestList list = lists[domain.index];
    lists[domain.index] = empty;
    return list;
  }

  /**
   * Adds a request to the list of its domain. The caller must hold the lock.
   *
   * @param atHead true to add at the front, false to add at the end
   */
  void add(Request rq, Domain domain, boolean atHead) {
    RequestList list = lists[domain.index];
    if (atHead) {
      list.addFirst(rq);
    } else {
      list.addLast(rq);
    }
  }
}
