package io.elevator.kyber;

import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import org.jspecify.annotations.Nullable;

/**
 * The ready list of one domain: what was collected from the stripes, in ascending order of stripe.
 * Collecting exchanges a stripe's list for an empty one instead of moving its requests, since each
 * of them would cost a cache miss. Guarded by the hardware queue's lock.
 *
 * <p>Collecting happens only when all here are empty, so the lists of one collection never mix with
 * those of the next, and a list for each stripe is enough.
 */
final class ReadyRequests {
  private final RequestList[] byStripe;

  /** No list before this one has a request. */
  private int first;

  private int size;

  ReadyRequests(int stripes) {
    byStripe = new RequestList[stripes];
    for (int i = 0; i < stripes; i++) {
      byStripe[i] = new RequestList();
    }
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return size == 0;
  }

  /** Returns how many there are. */
  int size() {
    return size;
  }

  /**
   * Takes a stripe's staged requests, all at once; under the stripe's lock.
   *
   * @return how many
   */
  int collect(int stripe, StagingLists from, Domain domain) {
    byStripe[stripe] = from.exchange(domain, byStripe[stripe]);
    first = Math.min(first, stripe);
    int count = byStripe[stripe].size();
    size += count;
    return count;
  }

  /** Removes and returns the first, or null. */
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
