package io.elevator.core.context;

/** A request from its allocation on. If it has an icq, it also holds a reference to the context. */
record TestRequest(TestIcq icq, Runnable end) {
  /** Ends the request; returns after the finish hook. */
  void finish() {
    end.run();
  }
}
