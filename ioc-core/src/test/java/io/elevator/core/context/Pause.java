package io.elevator.core.context;

import java.util.concurrent.CountDownLatch;

/** A place in one thread's way where a test holds it up: it says that it is there, and waits. */
final class Pause {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch resumed = new CountDownLatch(1);

  /** In the thread that is held up; passes freely once resumed. */
  void here() {
    reached.countDown();
    Aside.await(resumed);
  }

  /** In the test. */
  void awaitReached() {
    Aside.await(reached);
  }

  void resume() {
    resumed.countDown();
  }
}
