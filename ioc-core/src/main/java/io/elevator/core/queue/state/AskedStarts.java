package io.elevator.core.queue.state;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers the starts about which the driver's time-out handler was asked: for each driver tag the
 * last {@value #EACH}, by cookie.
 *
 * <p>A driver whose time-out handler ends a request cannot prevent a later answer of the device, so
 * a second report of such a start is no defect of the driver. The requests cannot remember these
 * starts, because their tags are used again before the late report. Starts older than the last
 * {@value #EACH} of a tag are forgotten; their late completions count as defects.
 *
 * <p>Only the scan for late requests writes, on one thread at a time and before it asks the driver,
 * so that a report that comes after the handler's finds its start here. Allocates nothing.
 */
public final class AskedStarts {
  /** Number of starts that are remembered for each tag. */
  static final int EACH = 8;

  /** {@link #EACH} cookies for each tag, in any order; 0 in unused elements. */
  private final AtomicLongArray cookies;

  /**
   * Creates an object that has no start to remember yet.
   *
   * @param tags number of driver tags
   */
  AskedStarts(int tags) {
    cookies = new AtomicLongArray(tags * EACH);
  }

  /** Remembers a new start in place of the oldest remembered start of the same tag. */
  public void add(long cookie) {
    int first = QueueRequest.tagOf(cookie) * EACH;
    int oldest = first;
    for (int i = first + 1; i < first + EACH; i++) {
      // Among the cookies of one tag, the smaller one is older.
      if (cookies.get(i) < cookies.get(oldest)) {
        oldest = i;
      }
    }
    cookies.set(oldest, cookie);
  }

  /** Returns whether the driver was asked about the start with this cookie. */
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
