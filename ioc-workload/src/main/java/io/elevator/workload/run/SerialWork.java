package io.elevator.workload.run;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work that any thread may ask for and one thread at a time does: whoever asks first does it, and
 * goes on as long as others ask meanwhile; those go their way. So nobody waits, and asking from
 * within the work is no recursion.
 *
 * <p>Thread-safe. What only the work touches needs no other guard: the counter orders one round
 * after the one before, whichever threads do them.
 */
final class SerialWork {
  private final Runnable work;
  private final AtomicInteger asked = new AtomicInteger();

  SerialWork(Runnable work) {
    this.work = work;
  }

  /** Has the work done, after everything that the caller did before. */
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
