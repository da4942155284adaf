package io.elevator.workload.run;

import io.elevator.workload.job.ControlSpec.LatencyTarget;

/**
 * Finds the greatest depth at which enough I/Os are as fast as asked for: tries one depth for a
 * window, halves the range of those left, and has found it when none is. fio's {@code
 * latency_target}. Belongs to the job's {@link SerialWork}.
 */
final class DepthSearch {
  private final LatencyTarget target;
  private final int most;
  private int low;
  private int high;
  private int depth;
  private int best;
  private long windowEnd;
  private long since = Long.MAX_VALUE;
  private long fast;
  private long all;
  private boolean found;

  DepthSearch(LatencyTarget target, int most) {
    this.target = target;
    this.most = most;
    this.low = 1;
    this.high = most;
    this.depth = Math.max(1, (most + 1) / 2);
  }

  /** The job begins. */
  void start(long now) {
    windowEnd = now + target.windowNanos();
  }

  /** So many are in flight: those of a window count from when it has no more than it asks for. */
  void settle(int inFlight, long now) {
    if (since == Long.MAX_VALUE && inFlight <= depth) {
      since = now;
    }
  }

  /** An I/O that was submitted at {@code submitted} took so long. */
  void ended(long submitted, long nanos) {
    if (submitted < since) {
      return;
    }
    all++;
    if (nanos <= target.nanos()) {
      fast++;
    }
  }

  /** When the window is over. */
  long windowEnd() {
    return windowEnd;
  }

  /**
   * Judges a window that is over and chooses the next depth.
   *
   * @return whether the job is to end
   */
  boolean judge(long now) {
    if (now < windowEnd) {
      return false;
    }
    boolean met = all > 0 && fast * 100.0 >= target.percentile() * all;
    windowEnd = now + target.windowNanos();
    since = Long.MAX_VALUE;
    all = 0;
    fast = 0;
    if (met) {
      best = Math.max(best, depth);
      low = depth + 1;
    } else {
      high = depth - 1;
    }
    if (!found && low > high) {
      found = true;
      depth = Math.max(best, 1);
      return !target.keepsRunning();
    }
    if (found) {
      // The drive may change; so does what it can bear.
      depth = met ? Math.min(depth + 1, most) : Math.max(1, depth - 1);
      return false;
    }
    depth = (low + high) / 2;
    return false;
  }

  /** I/Os that may be in flight now. */
  int depth() {
    return depth;
  }

  /** Whether no depth was good enough. */
  boolean failed() {
    return found && best == 0;
  }
}
