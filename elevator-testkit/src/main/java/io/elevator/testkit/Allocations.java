package io.elevator.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** A counter of the bytes that a thread allocates in hooks. Used by one thread. */
final class Allocations {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final long cost;
  private long before;
  private long bytes;
  private int depth;

  Allocations() {
    // The bytes that a measurement itself allocates, once it is warm.
    long first = 0;
    long second = 0;
    for (int i = 0; i < 10; i++) {
      first = THREADS.getCurrentThreadAllocatedBytes();
      second = THREADS.getCurrentThreadAllocatedBytes();
    }
    cost = second - first;
  }

  /** Begins a hook. A hook that is called from within a hook is part of the outer one. */
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

  /** Returns the number of bytes allocated since the last call. */
  long take() {
    long taken = bytes;
    bytes = 0;
    return taken;
  }
}
