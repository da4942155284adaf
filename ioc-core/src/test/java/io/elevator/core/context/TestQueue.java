package io.elevator.core.context;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A small queue: id, lock, usage count, place for an elevator. Its usage count has the gate that
 * contexts rely on: nobody enters while it is frozen, and freezing waits until all have left.
 */
final class TestQueue {
  private static final long FROZEN = 1L << 62;

  final QueueIcqs icqs;
  private final AtomicLong usage = new AtomicLong();

  TestQueue(int id, ErrorSink errors) {
    icqs = new QueueIcqs(id, () -> usage.get() == FROZEN, errors);
  }

  boolean tryEnter() {
    long now = usage.get();
    while (now < FROZEN) {
      if (usage.compareAndSet(now, now + 1)) {
        return true;
      }
      now = usage.get();
    }
    return false;
  }

  void enter() {
    while (!tryEnter()) {
      Thread.onSpinWait();
    }
  }

  void leave() {
    usage.decrementAndGet();
  }

  long inside() {
    return usage.get() & ~FROZEN;
  }

  /** Closes the gate and waits until everybody has left. */
  void freeze() {
    usage.addAndGet(FROZEN);
    while (usage.get() != FROZEN) {
      Thread.onSpinWait();
    }
  }

  void thaw() {
    usage.addAndGet(-FROZEN);
  }

  /** What a queue does to get another elevator. */
  void change(IcqCache cache, TestElevator elevator) {
    freeze();
    try {
      icqs.clear(1);
      icqs.detach();
      if (cache != null) {
        icqs.attach(cache, elevator);
      }
    } finally {
      thaw();
    }
  }
}
