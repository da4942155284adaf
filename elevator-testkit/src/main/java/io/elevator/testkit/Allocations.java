package io.elevator.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What a thread allocates while it is in a hook. For one thread. */
final class Allocations {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final long cost;
  private long before;
  private long bytes;
  private int depth;

  Allocations() {
    // What looking takes itself, once it has been looked before.
    long first = 0;
    long second = 0;
    for (int i = 0; i < 10; i++) {
      first = THREADS.getCurrentThreadAllocatedBytes();
      second = THREADS.getCurrentThreadAllocatedBytes();
    }
    cost = second - first;
  }

  /** A hook begins; hooks that are called from within it are part of it. */
  void begin() {
    if (depth++ == 0) {
      before = THREADS.getCurrentThreadAllocatedBytes();
    }
  }

  void end() {
    if (--depth == 0) {
      bytes += THREADS.getCurrentThreadAllocatedBytes() - before - cost;
    }
  }

  /** Returns the bytes since it was asked last. */
  long take() {
    long taken = bytes;
    bytes = 0;
    return taken;
  }
}
