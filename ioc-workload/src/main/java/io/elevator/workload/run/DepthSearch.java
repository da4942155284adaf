package io.elevator.workload.run;

import io.elevator.workload.job.ControlSpec.LatencyTarget;

/**
 * Binary search for the greatest queue depth at which enough I/Os meet the latency target. Tries
 * one depth for each window and halves the range of untried depths until the range is empty.
 * Implements fio's {@code latency_target}. Used by the job's {@link SerialWork} only.
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

  /** Starts the first window of time. Called when the job begins. */
  void start(long now) {
    windowEnd = now + target.windowNanos();
  }

  /**
   * Begins to count the I/Os of a window once no more than {@link #depth} I/Os are in flight. So
   * I/Os that were submitted at the previous depth do not count.
   */
  void settle(int inFlight, long now) {
    if (since == Long.MAX_VALUE && inFlight <= depth) {
      since = now;
    }
  }

  /**
   * Counts an I/O that has ended, if it was submitted in the current window.
   *
   * @param submitted time of its submission, in nanoseconds
   * @param nanos latency of the I/O, in nanoseconds
   */
  void ended(long submitted, long nanos) {
    if (submitted < since) {
      return;
    }
    all++;
    if (nanos <= target.nanos()) {
      fast++;
    }
  }

  /** Returns the time at which the current window of time ends, in nanoseconds. */
  long windowEnd() {
    return windowEnd;
  }

  /**
   * Decides whether the current window has met the latency target, if the window has ended, and
   * chooses the next depth.
   *
   * @return whether the job has to end because the search is over
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
      // The search is over, but the load on the drive may change later. So the depth continues to
      // follow what the drive can serve.
      depth = met ? Math.min(depth + 1, most) : Math.max(1, depth - 1);
      return false;
    }
    depth = (low + high) / 2;
    return false;
  }

  /** Returns the number of I/Os that the job may have in flight now. */
  int depth() {
    return depth;
  }
}
