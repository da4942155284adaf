package io.elevator.workload.run;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work that any thread may request and that one thread at a time performs. The thread that requests
 * it first performs it, and repeats it as long as other threads request it meanwhile. The other
 * threads return at once. So no thread waits, and a request from within the work does not recurse.
 *
 * <p>Thread-safe. Data that only the work uses needs no other guard: the counter orders each round
 * after the previous one, whichever threads perform them.
 */
final class SerialWork {
  private final Runnable work;
  private final AtomicInteger asked = new AtomicInteger();

  SerialWork(Runnable work) {
    this.work = work;
  }

  /** Requests a round of the work. The round sees everything that the caller did before. */
  void ask() {
    if (asked.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      work.run();
      seen = asked.addAndGet(-seen);
    } while (seen != 0);
  }
}
