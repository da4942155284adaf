package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.spi.Completions;
import io.elevator.spi.HardwareQueue;

/**
 * Hands completions of several threads to a hardware queue. One thread delivers at a time; what
 * others report meanwhile waits for it and goes as one batch, so batches grow with the load and a
 * single completion never waits for company.
 *
 * <p>The lock, a monitor, as waiting for one allocates nothing, guards the two batches and the flag
 * and is a leaf: the batch being delivered belongs to the thread that set the flag, and it delivers
 * without the lock.
 */
final class CompletionReporter {
  private final Object lock = new Object();
  private final HardwareQueue hctx;
  private Completions waiting;
  private Completions delivered;
  private boolean delivering;

  /** Makes a reporter for a hardware queue of some depth. */
  CompletionReporter(HardwareQueue hctx, int depth) {
    this.hctx = hctx;
    waiting = new Completions(depth);
    delivered = new Completions(depth);
  }

  /** Reports a completion; delivers it, or leaves it to the thread that is delivering. */
  void report(long cookie, BioStatus status) {
    synchronized (lock) {
      waiting.add(cookie, status);
      if (delivering) {
        return;
      }
      delivering = true;
    }
    deliver();
  }

  private void deliver() {
    Throwable defect = null;
    while (true) {
      Completions batch;
      synchronized (lock) {
        batch = waiting;
        if (batch.size() == 0) {
          delivering = false;
          break;
        }
        waiting = delivered;
        delivered = batch;
      }
      try {
        hctx.complete(batch);
      } catch (RuntimeException | Error e) {
        // The others that wait must not be lost for it.
        defect = defect == null ? e : defect;
      }
      batch.clear();
    }
    if (defect instanceof RuntimeException exception) {
      throw exception;
    }
    if (defect instanceof Error error) {
      throw error;
    }
  }
}
