package io.elevator.core.queue.state;

import io.elevator.api.BioStatus;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.OfferedRequests;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a driver is offered in one call, with their state before the call. The state
 * tells afterwards which requests the driver took: a taken request may already carry another I/O,
 * so only its state word is read. Confined to its thread.
 */
public final class OfferedList implements OfferedRequests {
  /** Offered requests that the driver has not taken; null outside a call of the driver. */
  private @Nullable RequestList list;

  private @Nullable QueueRequest[] requests = new @Nullable QueueRequest[64];
  private long[] before = new long[64];
  private long[] cookies = new long[64];
  private int size;

  /** Records the requests of a list and their state before the call of the driver. */
  public void fill(RequestList offered, long now) {
    int count = offered.size();
    if (count > requests.length) {
      @Nullable QueueRequest[] more = new @Nullable QueueRequest[count];
      long[] moreBefore = new long[count];
      long[] moreCookies = new long[count];
      requests = more;
      before = moreBefore;
      cookies = moreCookies;
    }
    size = 0;
    list = offered;
    for (Request each = offered.first(); each != null; each = offered.next(each)) {
      QueueRequest rq = (QueueRequest) each;
      rq.dispatchedAt(now);
      rq.place = Place.PLUG;
      requests[size] = rq;
      before[size] = rq.stateWord();
      cookies[size++] = rq.home().tags().upcomingCookie(rq.driverTag());
    }
  }

  /**
   * Determines the owner of each request after the call: the driver if it started the request,
   * otherwise the caller. A request that the driver took without starting it, or started and left
   * in the list, ends with an error.
   */
  public void settle(RequestList offered, Defects defects, Activation activation) {
    list = null;
    for (int i = 0; i < size; i++) {
      QueueRequest rq = requests[i];
      if (rq == null) {
        continue;
      }
      boolean left = offered.contains(rq);
      boolean started = !rq.isUntouchedSince(before[i]);
      if (left && started) {
        offered.remove(rq);
      }
      if (left != started) {
        if (started) {
          rq.home().updateBusy(false);
        } else {
          rq.withdraw();
        }
        continue;
      }
      rq.withdraw();
      defects.reportOfDriver(
          "queueRequests",
          rq,
          left ? " was started and left" : " was taken and not started",
          "",
          "");
      if (!started || rq.complete(cookies[i])) {
        rq.place = Place.HAND;
        rq.home().queue().end(rq, BioStatus.IOERR, activation);
      }
    }
    Arrays.fill(requests, 0, size, null);
    size = 0;
  }

  @Override
  public int size() {
    RequestList offered = list;
    return offered == null ? 0 : offered.size();
  }

  @Override
  public @Nullable DriverRequest first() {
    RequestList offered = list;
    return offered == null ? null : (QueueRequest) offered.first();
  }

  @Override
  public @Nullable DriverRequest take() {
    RequestList offered = list;
    return offered == null ? null : (QueueRequest) offered.removeFirst();
  }
}
