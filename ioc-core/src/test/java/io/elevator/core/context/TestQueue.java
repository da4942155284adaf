package io.elevator.core.context;

import io.elevator.core.defects.ErrorSink;

/**
 * What the tests of contexts need of a queue, so that the same tests run over the smallest one and
 * over the real one.
 */
abstract class TestQueue {
  /** Makes one. */
  @FunctionalInterface
  interface Maker {
    TestQueue make(int id, ErrorSink errors, TaskRegistry tasks);
  }

  final QueueIcqs icqs;

  TestQueue(QueueIcqs icqs) {
    this.icqs = icqs;
  }

  /** Takes a usage unit, unless the queue is frozen. */
  abstract boolean tryEnter();

  /** Takes a usage unit; waits while the queue is frozen. */
  final void enter() {
    while (!tryEnter()) {
      Thread.onSpinWait();
    }
  }

  abstract void leave();

  abstract long inside();

  /** Closes the gate and waits until everybody has left. */
  abstract void freeze();

  abstract void thaw();

  /** Begins an I/O of a task, from allocation on; waits while the queue is frozen. */
  abstract TestRequest request(CoreTask task);

  /** The same, but null if the queue is frozen. */
  abstract TestRequest tryRequest(CoreTask task);

  /** Gets another elevator, or none. */
  abstract void change(IcqCache cache, TestElevator elevator);

  /** Ends it; nothing is in it. */
  abstract void close();
}
