package io.elevator.core.context;

import java.util.concurrent.atomic.AtomicInteger;

/** Reusable barrier that releases a fixed number of threads with little delay between them. */
final class SpinBarrier {
  private final int parties;
  private final AtomicInteger arrived = new AtomicInteger();

  SpinBarrier(int parties) {
    this.parties = parties;
  }

  void await() {
    int ticket = arrived.getAndIncrement();
    int round = ticket - ticket % parties + parties;
    for (int spins = 0; arrived.get() < round; spins++) {
      if (spins < 200) {
        Thread.onSpinWait();
      } else {
        OtherThread.giveWay();
      }
    }
  }
}
