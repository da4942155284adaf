package io.elevator.core.context;

/**
 * A request that has been allocated. If it has an icq, it also holds a reference to the io context.
 */
record TestRequest(TestIcq icq, Runnable end) {
  /** Ends the request; returns after the finish hook. */
  void finish() {
    end.run();
  }
}
