package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.Delivery;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverQueue;
import org.jspecify.annotations.Nullable;

/**
 * Hands completions of several threads to a hardware queue. One thread delivers at a time; it takes
 * the completions that others report meanwhile as its next batch, so batches grow with the load and
 * a single completion never waits for company.
 *
 * <p>The lock, a monitor, as waiting for one allocates nothing, guards the two batches and the flag
 * and is a leaf: the batch being delivered belongs to the thread that set the flag, and it delivers
 * without the lock.
 */
final class CompletionReporter {
  private final Object lock = new Object();
  private final DriverQueue hctx;
  private final Delivery delivery;
  private Completions waiting;
  private Completions delivered;
  private boolean delivering;

  /** Makes a reporter for a hardware queue of some depth. */
  CompletionReporter(DriverQueue hctx, int depth, Delivery delivery) {
    this.hctx = hctx;
    this.delivery = delivery;
    waiting = new Completions(depth);
    delivered = new Completions(depth);
  }

  /** Reports a completion; delivers it, or leaves it to the thread that is delivering. */
  void report(long cookie, BioStatus status, int errno, @Nullable Throwable cause) {
    synchronized (lock) {
      waiting.add(cookie, status, errno, cause);
      if (delivering) {
        return;
      }
      delivering = true;
    }
    while (true) {
      Completions batch;
      synchronized (lock) {
        batch = waiting;
        if (batch.size() == 0) {
          delivering = false;
          return;
        }
        waiting = delivered;
        delivered = batch;
      }
      // Never throws, so the flag is cleared and the completions that wait are not lost.
      delivery.complete(hctx, batch);
      batch.clear();
    }
  }
}
