package io.elevator.core.queue;

import io.elevator.api.LatencyBucket;
import io.elevator.api.LatencyCollector;
import io.elevator.api.LatencySampling;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The windows of one collector of latencies. Samples go to cells of the submitter's stripe, each
 * guarded by its own lock, a leaf; at a window's end they are combined and cleared one by one, so a
 * request that completes then counts in this window or the next.
 *
 * <p>{@code running} is volatile, read by completers. It, {@code closed} and the timer change under
 * {@link #lock}, inside which only the cells' locks and the timer's are taken: a window that is
 * prolonged as it ends has its timer armed, which the end sees, or begins anew after the end.
 */
final class LatencyWindows implements LatencySampling {
  /** A bucket's count, sum, least and most. */
  private static final int FIGURES = 4;

  private static final class Cells {
    private final ShortLock lock = new ShortLock();
    private final long[] figures;

    Cells(int buckets) {
      figures = new long[buckets * FIGURES];
    }

    void add(int bucket, long nanos) {
      int at = bucket * FIGURES;
      lock.lock();
      try {
        boolean first = figures[at] == 0;
        figures[at]++;
        figures[at + 1] += nanos;
        figures[at + 2] = first ? nanos : Math.min(figures[at + 2], nanos);
        figures[at + 3] = Math.max(figures[at + 3], nanos);
      } finally {
        lock.unlock();
      }
    }

    void takeInto(LatencyBucket[] buckets) {
      lock.lock();
      try {
        for (int i = 0; i < buckets.length; i++) {
          int at = i * FIGURES;
          buckets[i] =
              buckets[i].plus(figures[at], figures[at + 1], figures[at + 2], figures[at + 3]);
        }
        Arrays.fill(figures, 0);
      } finally {
        lock.unlock();
      }
    }
  }

  private final BlockQueue queue;
  private final LatencyCollectors all;
  private final LatencyCollector collector;
  private final int buckets;
  private final Cells[] cells;
  private final Timer timer;
  private final ShortLock lock = new ShortLock();
  private volatile boolean running;
  private boolean closed;

  LatencyWindows(BlockQueue queue, LatencyCollectors all, int buckets, LatencyCollector collector) {
    this.queue = queue;
    this.all = all;
    this.collector = collector;
    this.buckets = buckets;
    this.cells = new Cells[queue.stripes()];
    Arrays.setAll(cells, stripe -> new Cells(buckets));
    this.timer = queue.newTimer(this::ended);
  }

  /** Samples a request whose start was noted. */
  void sample(QueueRequest rq, long nanos) {
    if (!running) {
      return;
    }
    int bucket;
    try {
      bucket = collector.bucketOf(rq);
    } catch (Throwable e) {
      queue.report("collector of latencies", e);
      return;
    }
    if (bucket >= buckets) {
      queue.report(
          "collector of latencies",
          new IndexOutOfBoundsException(
              "bucket " + bucket + " was named for " + rq + "; there are " + buckets));
    } else if (bucket >= 0) {
      cells[rq.stripe()].add(bucket, nanos);
    }
  }

  private void ended(long now) {
    lock.lock();
    try {
      if (closed || timer.isArmed()) {
        // It was given more time as it ended.
        return;
      }
      running = false;
    } finally {
      lock.unlock();
    }
    List<LatencyBucket> sampled = take();
    try {
      collector.windowEnded(sampled, now);
    } catch (Throwable e) {
      queue.report("collector of latencies", e);
    }
  }

  private List<LatencyBucket> take() {
    var sampled = new LatencyBucket[buckets];
    Arrays.fill(sampled, LatencyBucket.EMPTY);
    for (Cells each : cells) {
      each.takeInto(sampled);
    }
    return new ArrayList<>(Arrays.asList(sampled));
  }

  @Override
  public void startWindow(Duration length) {
    if (length.isNegative() || length.isZero()) {
      throw new IllegalArgumentException(
          "a window of " + length + " for latencies of " + queue.name() + "; expected above 0");
    }
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("sampling latencies of " + queue.name() + " has ended");
      }
      if (!running) {
        // What came in between the end of the last window and here is in none.
        List<LatencyBucket> ignored = take();
        running = true;
      }
      timer.arm(queue.time().now() + TimeBase.nanos(length));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      running = false;
    } finally {
      lock.unlock();
    }
    all.remove(this);
    timer.close();
  }
}
