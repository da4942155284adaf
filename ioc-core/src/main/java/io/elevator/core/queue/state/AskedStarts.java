package io.elevator.core.queue.state;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The starts that the driver was asked about because their time was up: the last {@value #EACH} of
 * each driver tag, by cookie.
 *
 * <p>A driver whose time-out handler ends a request cannot prevent that the device answers later,
 * so a second report of such a start is no defect of the driver. As tags are used again before
 * that, the requests themselves cannot remember it. Older starts than the last {@value #EACH} of a
 * tag are forgotten; their late completions count as defects.
 *
 * <p>Written by the scan for late requests, on one thread at a time, before the driver is asked, so
 * that each report that loses against the handler finds its start here. Allocates nothing.
 */
public final class AskedStarts {
  /** Number of starts that are remembered of each tag. */
  static final int EACH = 8;

  /** {@link #EACH} cookies of each tag in any order; 0 for none. */
  private final AtomicLongArray cookies;

  /**
   * Makes a memory without any start.
   *
   * @param tags number of driver tags
   */
  AskedStarts(int tags) {
    cookies = new AtomicLongArray(tags * EACH);
  }

  /** Remembers a start in the place of the oldest one of its tag; the start must be a new one. */
  public void add(long cookie) {
    int first = QueueRequest.tagOf(cookie) * EACH;
    int oldest = first;
    for (int i = first + 1; i < first + EACH; i++) {
      // Of cookies of one tag the smaller one is older.
      if (cookies.get(i) < cookies.get(oldest)) {
        oldest = i;
      }
    }
    cookies.set(oldest, cookie);
  }

  /** Whether the driver was asked about a start. */
  public boolean contains(long cookie) {
    int first = QueueRequest.tagOf(cookie) * EACH;
    if (first >= cookies.length()) {
      return false;
    }
    for (int i = first; i < first + EACH; i++) {
      if (cookies.get(i) == cookie) {
        return cookie != 0;
      }
    }
    return false;
  }
}
