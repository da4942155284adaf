package io.elevator.kyber;

import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one stripe has inserted into one hardware queue and nobody has collected yet: a list for
 * each domain. The lock guards the lists and orders them with the stripe's bits in {@link
 * StagedStripes}; submitters of other stripes never take it. Inside it nothing is taken but what
 * the queue's merge accounting needs.
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

  /** Takes the lock. */
  void lock() {
    lock.lock();
  }

  /** Gives the lock back. */
  void unlock() {
    lock.unlock();
  }

  /** Returns the list of a domain; under the lock. */
  RequestList list(Domain domain) {
    return lists[domain.index];
  }

  /** Gives the list of a domain away for an empty one; under the lock. */
  RequestList exchange(Domain domain, RequestList empty) {
    RequestList list = lists[domain.index];
    lists[domain.index] = empty;
    return list;
  }

  /** Adds a request at the end of its domain's list, or at the front; under the lock. */
  void add(Request rq, Domain domain, boolean atHead) {
    RequestList list = lists[domain.index];
    if (atHead) {
      list.addFirst(rq);
    } else {
      list.addLast(rq);
    }
  }
}
