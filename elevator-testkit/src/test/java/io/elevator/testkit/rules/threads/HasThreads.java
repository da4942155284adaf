package io.elevator.testkit.rules.threads;

/** Starts a thread. */
public final class HasThreads {
  void start() {
    new Thread(() -> {}).start();
  }
}
