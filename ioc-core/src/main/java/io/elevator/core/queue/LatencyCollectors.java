package io.elevator.core.queue;

import io.elevator.api.LatencyCollector;
import io.elevator.core.request.CoreRequest;
import java.util.Arrays;

/**
 * Who samples latencies of a queue, and whether the starts of requests are marked for that: while
 * there is a collector, or an elevator that asks for latencies.
 *
 * <p>{@code all} is replaced, never changed, under {@link #lock} and read without. {@code on}
 * follows it and {@code wanted} under the same lock; it is volatile, read as a driver starts a
 * request, which carries the mark from there on. So a request that was started before is never
 * sampled. Source: Linux 6.1 {@code blk-stat.c}'s behaviour.
 */
final class LatencyCollectors {
  private static final LatencyWindows[] NONE = {};

  private final BlockQueue queue;
  private final ShortLock lock = new ShortLock();
  private volatile LatencyWindows[] all = NONE;
  private volatile boolean on;
  private boolean wanted;

  LatencyCollectors(BlockQueue queue) {
    this.queue = queue;
  }

  /** Whether starts are marked. */
  boolean isOn() {
    return on;
  }

  /** Whether the elevator asks for latencies; the queue is frozen, or new. */
  void wanted(boolean value) {
    lock.lock();
    try {
      wanted = value;
      on = wanted || all.length > 0;
    } finally {
      lock.unlock();
    }
  }

  LatencyWindows add(int buckets, LatencyCollector collector) {
    if (buckets < 1) {
      throw new IllegalArgumentException(
          buckets + " buckets for latencies of " + queue.name() + "; expected 1 or more");
    }
    var windows = new LatencyWindows(queue, this, buckets, collector);
    lock.lock();
    try {
      LatencyWindows[] next = Arrays.copyOf(all, all.length + 1);
      next[all.length] = windows;
      all = next;
      on = true;
    } finally {
      lock.unlock();
    }
    if (queue.entrance().isDead()) {
      // Who closes the queue may not have seen it.
      windows.close();
      queue.requireAlive();
    }
    return windows;
  }

  void remove(LatencyWindows windows) {
    lock.lock();
    try {
      all = Arrays.stream(all).filter(each -> each != windows).toArray(LatencyWindows[]::new);
      on = wanted || all.length > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Samples a request that the driver is done with, once for each time it was started. */
  void sample(QueueRequest rq, long now) {
    if (!rq.has(CoreRequest.STATS)) {
      return;
    }
    rq.clear(CoreRequest.STATS);
    // Two threads may have read their clocks in another order.
    long nanos = Math.max(now - rq.issuedNanos(), 0);
    for (LatencyWindows each : all) {
      each.sample(rq, nanos);
    }
  }

  /** Ends all sampling, with the queue. */
  void close() {
    for (LatencyWindows each : all) {
      each.close();
    }
  }
}
