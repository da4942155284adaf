package io.elevator.core.queue;

import io.elevator.api.BioStatus;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a driver was offered in one call, to see afterwards what it took: a request that it took may
 * long be another I/O's and is only asked for its state word. Confined to its thread.
 */
final class OfferedRequests {
  private @Nullable QueueRequest[] requests = new @Nullable QueueRequest[64];
  private long[] before = new long[64];
  private long[] cookies = new long[64];
  private int size;

  /** Notes the requests of a list as they are before the call. */
  void fill(RequestList list, long now) {
    int count = list.size();
    if (count > requests.length) {
      @Nullable QueueRequest[] more = new @Nullable QueueRequest[count];
      long[] moreBefore = new long[count];
      long[] moreCookies = new long[count];
      requests = more;
      before = moreBefore;
      cookies = moreCookies;
    }
    size = 0;
    for (Request each = list.first(); each != null; each = list.next(each)) {
      QueueRequest rq = (QueueRequest) each;
      rq.dispatchedAt(now);
      rq.place = Place.PLUG;
      requests[size] = rq;
      before[size] = rq.stateWord();
      cookies[size++] = rq.home().tags().upcomingCookie(rq.driverTag());
    }
  }

  /**
   * Sees to it that each request has one owner: the driver if it started it, else whoever has the
   * list. What the driver took without starting it ends with an error, as does what it started and
   * left in the list.
   */
  void settle(RequestList list, BlockQueue queue, Activation activation) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      QueueRequest rq = requests[i];
      if (rq == null) {
        continue;
      }
      boolean left = list.contains(rq);
      boolean started = !rq.isUntouchedSince(before[i]);
      if (left && started) {
        list.remove(rq);
      }
      if (left != started) {
        if (started) {
          rq.home().updateBusy(false);
        } else {
          rq.withdraw();
          kept++;
        }
        continue;
      }
      rq.withdraw();
      queue
          .quarantine()
          .defects()
          .reportOfDriver(
              "queueRequests",
              rq,
              left ? " was started and left" : " was taken and not started",
              "",
              "");
      if (!started || rq.complete(cookies[i])) {
        rq.place = Place.HAND;
        queue.completer().end(rq, BioStatus.IOERR, activation);
      }
    }
    if (list.size() != kept) {
      removeAddedRequests(list, queue);
    }
    Arrays.fill(requests, 0, size, null);
    size = 0;
  }

  /** Removes the requests that the driver added to the list it was given, and reports each. */
  private void removeAddedRequests(RequestList list, BlockQueue queue) {
    Request each = list.first();
    while (each != null) {
      Request next = list.next(each);
      if (!wasOffered(each)) {
        list.remove(each);
        queue.report(
            "driver",
            "queueRequests",
            Defects.breach(each, " was put in the list, which did not have it", "", ""));
      }
      each = next;
    }
  }

  private boolean wasOffered(Request rq) {
    for (int i = 0; i < size; i++) {
      if (requests[i] == rq) {
        return true;
      }
    }
    return false;
  }
}
