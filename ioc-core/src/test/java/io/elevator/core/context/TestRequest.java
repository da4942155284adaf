package io.elevator.core.context;

/** An I/O from its allocation on; it may have an icq, and then has a reference of its context. */
record TestRequest(TestIcq icq, Runnable end) {
  /** Ends it, until after the finish hook. */
  void finish() {
    end.run();
  }
}
