package io.elevator.bfq;

import io.elevator.bfq.engine.Level;

/** Which queues are busy, by class and raised or not. */
final class BusyQueues {

  private final Device device;

  /** By class; may wrap below 0, as a class that changes while busy is not followed here either. */
  private final int[] byClass = new int[Level.CLASSES];

  /** Busy raised queues; can be wrong after low_latency was switched off, as in Linux. */
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

  /** A queue becomes busy. */
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

  /** A queue ceases to be busy, which may drop its last reference. */
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
