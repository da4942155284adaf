package io.elevator.core.context;

import io.elevator.core.defects.ErrorSink;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The smallest queue that contexts can be tested with: an id, a lock, a usage count and an
 * elevator. As for the real queue, no usage unit can be taken while it is frozen, and freezing
 * waits until all units are returned.
 */
final class PlainTestQueue extends TestQueue {
  private static final long FROZEN = 1L << 62;

  private final AtomicLong usage;

  PlainTestQueue(int id, ErrorSink errors, TaskRegistry tasks) {
    this(id, errors, new AtomicLong());
  }

  private PlainTestQueue(int id, ErrorSink errors, AtomicLong usage) {
    super(new QueueIcqs(id, () -> usage.get() == FROZEN, errors));
    this.usage = usage;
  }

  @Override
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

  @Override
  void leave() {
    usage.decrementAndGet();
  }

  @Override
  long inside() {
    return usage.get() & ~FROZEN;
  }

  @Override
  void freeze() {
    usage.addAndGet(FROZEN);
    while (usage.get() != FROZEN) {
      Thread.onSpinWait();
    }
  }

  @Override
  void thaw() {
    usage.addAndGet(-FROZEN);
  }

  @Override
  TestRequest request(CoreTask task) {
    enter();
    return entered(task);
  }

  @Override
  TestRequest tryRequest(CoreTask task) {
    return tryEnter() ? entered(task) : null;
  }

  /**
   * Begins a request in a queue that was entered. Like the request queue, it takes a reference to
   * the context and the icq when a request is allocated, and returns them after the finish hook.
   */
  private TestRequest entered(CoreTask task) {
    TestIcq icq = (TestIcq) task.findOrCreateIcq(icqs, 1);
    return new TestRequest(
        icq,
        () -> {
          if (icq != null) {
            icq.coreContext().put();
          }
          leave();
        });
  }

  @Override
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

  @Override
  void close() {}
}
