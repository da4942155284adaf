package io.elevator.core.context;

import java.util.concurrent.CountDownLatch;

/**
 * Point at which a test stops another thread. The thread reports that it has arrived and waits
 * until the test resumes it.
 */
final class Pause {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch resumed = new CountDownLatch(1);

  /**
   * Called by the thread to be stopped. Reports its arrival and waits; returns at once if the test
   * has already resumed it.
   */
  void here() {
    reached.countDown();
    OtherThread.await(resumed);
  }

  /** Called by the test: waits until the other thread has arrived. */
  void awaitReached() {
    OtherThread.await(reached);
  }

  void resume() {
    resumed.countDown();
  }
}
