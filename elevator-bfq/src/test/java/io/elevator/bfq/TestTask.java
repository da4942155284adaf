package io.elevator.bfq;

import io.elevator.testkit.fake.FakeQueue;
import io.elevator.testkit.fake.FakeTask;

/**
 * A fake task that gives access to the data that BFQ keeps about it. Its icq is created at the
 * first use.
 */
final class TestTask extends FakeTask {
  private final FakeQueue queue;

  TestTask(FakeQueue queue, String name) {
    super(queue, name);
    this.queue = queue;
  }

  BfqIcq record() {
    return (BfqIcq) queue.icq(this);
  }

  BfqQueue syncQueue() {
    return record().slot(true);
  }

  BfqQueue asyncQueue() {
    return record().slot(false);
  }
}
