package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.Delivery;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverQueue;
import org.jspecify.annotations.Nullable;

/**
 * Hands the completions of a drive's threads to a hardware queue. One thread delivers at a time.
 * The completions that other threads report during a delivery become its next batch. So batches
 * grow with the load, and a single completion is delivered without delay.
 *
 * <p>The lock guards the two batches and the flag; no other lock is taken while it is held. It is a
 * monitor, because waiting for a monitor allocates nothing. The batch being delivered belongs to
 * the thread that set the flag; that thread delivers without holding the lock.
 */
final class CompletionReporter {
  private final Object lock = new Object();
  private final DriverQueue hctx;
  private final Delivery delivery;
  private Completions waiting;
  private Completions delivered;
  private boolean delivering;

  /**
   * Creates a reporter for a hardware queue.
   *
   * @param hctx hardware queue
   * @param depth depth of the hardware queue
   * @param delivery delivery of the drive
   */
  CompletionReporter(DriverQueue hctx, int depth, Delivery delivery) {
    this.hctx = hctx;
    this.delivery = delivery;
    waiting = new Completions(depth);
    delivered = new Completions(depth);
  }

  /**
   * Reports a completion. If no thread is delivering, this thread delivers the completion;
   * otherwise the completion is added to the next batch of the thread that is delivering.
   *
   * @param transferred number of bytes of a read that met the end of its file, else {@link
   *     Completions#ALL}
   */
  void report(
      long cookie, BioStatus status, long transferred, int errno, @Nullable Throwable cause) {
    synchronized (lock) {
      if (transferred == Completions.ALL) {
        waiting.add(cookie, status, errno, cause);
      } else {
        waiting.addShort(cookie, transferred);
      }
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
      // Delivery.complete never throws, so the flag is cleared below and later completions are
      // delivered.
      delivery.complete(hctx, batch);
      batch.clear();
    }
  }
}
