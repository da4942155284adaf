package io.elevator.core.context;

/** What a request holds: a unit of its queue's usage count, and maybe an icq with a reference. */
record TestRequest(TestQueue queue, TestIcq icq) {
  /** As the core does after the finish hook. */
  void finish() {
    if (icq != null) {
      icq.coreContext().put();
    }
    queue.leave();
  }
}
