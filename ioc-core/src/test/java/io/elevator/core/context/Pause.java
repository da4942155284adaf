package io.elevator.core.context;

import java.util.concurrent.CountDownLatch;

/**
 * Point at which a test stops another thread: the thread reports that it has arrived, and waits
 * until the test resumes it.
 */
final class Pause {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch resumed = new CountDownLatch(1);

  /** Called by the thread that is stopped; does not wait once resumed. */
  void here() {
    reached.countDown();
    Aside.await(resumed);
  }

  /** Called by the test; waits until the thread has arrived. */
  void awaitReached() {
    Aside.await(reached);
  }

  void resume() {
    resumed.countDown();
  }
}
