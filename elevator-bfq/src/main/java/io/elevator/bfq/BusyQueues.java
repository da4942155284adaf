package io.elevator.bfq;

import io.elevator.bfq.engine.Level;

/** Counts of the busy queues, by priority class, and of the busy queues whose weight is raised. */
final class BusyQueues {

  private final Device device;

  /**
   * Number of busy queues of each class. May become negative, as in Linux: a queue that changes its
   * class while it is busy is subtracted from the new class.
   */
  private final int[] byClass = new int[Level.CLASSES];

  /**
   * Number of busy queues whose weight is raised. May be wrong after {@code low_latency} was
   * switched off, as in Linux.
   */
  int raised;

  BusyQueues(Device device) {
    this.device = device;
  }

  int total() {
    return byClass[0] + byClass[1] + byClass[2];
  }

  boolean severalClasses() {
    int classes = 0;
    for (int count : byClass) {
      if (count != 0) {
        classes++;
      }
    }
    return classes > 1;
  }

  int ofClass(int ioClass) {
    return byClass[ioClass - 1];
  }

  /** Makes a queue busy: activates it in the engine and adds it to the counts. */
  void add(BfqQueue queue) {
    device.engine.activate(queue, queue.waitsWithoutBlocking);
    queue.waitsWithoutBlocking = false;
    queue.busy = true;
    byClass[queue.ioClass() - 1]++;
    if (queue.dispatched == 0 && queue.raisingCoefficient == 1) {
      device.engine.weights().add(queue);
    }
    if (queue.isRaised()) {
      raised++;
    }
    device.wakers.moveToFront(queue);
  }

  /**
   * Makes a queue idle: deactivates it in the engine and subtracts it from the counts. This may
   * release the last reference to the queue.
   *
   * @param expiring true if the service slot of the queue is ending
   */
  void remove(BfqQueue queue, boolean expiring) {
    queue.hold();
    queue.busy = false;
    byClass[queue.ioClass() - 1]--;
    if (queue.isRaised()) {
      raised--;
    }
    device.engine.deactivate(queue, true, expiring);
    if (queue.dispatched == 0) {
      device.engine.uncount(queue);
    }
    queue.release();
  }
}
