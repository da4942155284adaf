package io.elevator.kyber;

import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import org.jspecify.annotations.Nullable;

/**
 * The ready list of one domain: requests collected from the stripes, in ascending order of stripes.
 * Collecting exchanges the list of a stripe for an empty one; moving the requests one by one would
 * cost a cache miss for each. Guarded by the lock of the hardware queue.
 *
 * <p>Collecting happens only when this list is empty. Requests of two collections therefore never
 * mix, and one list for each stripe is enough.
 */
final class ReadyRequests {
  private final RequestList[] byStripe;

  /** Lowest stripe whose list may contain a request. */
  private int first;

  private int size;

  ReadyRequests(int stripes) {
    byStripe = new RequestList[stripes];
    for (int i = 0; i < stripes; i++) {
      byStripe[i] = new RequestList();
    }
  }

  /** Returns true if the list contains no request. */
  boolean isEmpty() {
    return size == 0;
  }

  /** Returns the number of requests. */
  int size() {
    return size;
  }

  /**
   * Takes all staged requests of a stripe. The caller must hold the lock of the stripe.
   *
   * @return number of requests taken
   */
  int collect(int stripe, StagingLists from, Domain domain) {
    byStripe[stripe] = from.exchange(domain, byStripe[stripe]);
    first = Math.min(first, stripe);
    int count = byStripe[stripe].size();
    size += count;
    return count;
  }

  /** Removes the first request and returns it; null if there is none. */
  @Nullable Request removeFirst() {
    for (int stripe = first; stripe < byStripe.length; stripe++) {
      Request rq = byStripe[stripe].removeFirst();
      if (rq != null) {
        first = stripe;
        size--;
        return rq;
      }
    }
    return null;
  }
}
