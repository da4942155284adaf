package io.elevator.bfq;

import io.elevator.testkit.fake.FakeQueue;
import io.elevator.testkit.fake.FakeTask;

/** A fake task that shows what BFQ keeps for it; its icq is made when it is first needed. */
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
