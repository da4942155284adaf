package io.elevator.api;

import java.util.List;

/**
 * Samples how long a driver takes for requests, window by window; added to a queue by {@link
 * RequestQueue#collectLatencies}. Source: Linux 6.1 {@code struct blk_stat_callback}.
 */
public interface LatencyCollector {
  /**
   * Returns the bucket that a request counts in, from 0, or a negative number to leave it out.
   * Called by whoever completes it, several at once: must be quick and must not wait. The view is
   * good for this call only.
   */
  int bucketOf(RequestView rq);

  /**
   * A window is over; it may start the next one. Called outside all locks.
   *
   * @param buckets what was sampled, one for each bucket
   * @param now the block layer's clock in nanoseconds
   */
  void windowEnded(List<LatencyBucket> buckets, long now);
}
