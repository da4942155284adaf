package io.elevator.core.context;

import java.util.ArrayDeque;
import java.util.Deque;

/** Queue of deferred jobs that the test runs. Thread-safe. */
final class ManualJobs implements DeferredJobs {
  private final Deque<Runnable> waiting = new ArrayDeque<>();

  @Override
  public synchronized void defer(Runnable job) {
    waiting.add(job);
  }

  synchronized int waiting() {
    return waiting.size();
  }

  private synchronized Runnable next() {
    return waiting.poll();
  }

  /** Runs all waiting jobs, and the jobs that they defer, in the calling thread. */
  int runAll() {
    int run = 0;
    for (Runnable job = next(); job != null; job = next()) {
      job.run();
      run++;
    }
    return run;
  }
}
