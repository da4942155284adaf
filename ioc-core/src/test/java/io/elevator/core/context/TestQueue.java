package io.elevator.core.context;

import io.elevator.core.defects.ErrorSink;

/**
 * Interface to a queue for the tests of contexts, so that the same tests run with the smallest
 * queue and with the real one.
 */
abstract class TestQueue {
  /** Creates a queue for a test. */
  @FunctionalInterface
  interface Maker {
    TestQueue make(int id, ErrorSink errors, TaskRegistry tasks);
  }

  final QueueIcqs icqs;

  TestQueue(QueueIcqs icqs) {
    this.icqs = icqs;
  }

  /** Takes a usage unit and returns true, or returns false if the queue is frozen. */
  abstract boolean tryEnter();

  /** Takes a usage unit; while the queue is frozen it waits. */
  final void enter() {
    while (!tryEnter()) {
      Thread.onSpinWait();
    }
  }

  abstract void leave();

  abstract long inside();

  /** Freezes the queue, and waits until all usage units are returned. */
  abstract void freeze();

  abstract void thaw();

  /** Begins a request of a task; while the queue is frozen it waits. */
  abstract TestRequest request(CoreTask task);

  /** Begins a request of a task, or returns null if the queue is frozen. */
  abstract TestRequest tryRequest(CoreTask task);

  /** Switches to another elevator and its icq cache, or to no elevator. */
  abstract void change(IcqCache cache, TestElevator elevator);

  /** Closes the queue; it must not have a request. */
  abstract void close();
}
