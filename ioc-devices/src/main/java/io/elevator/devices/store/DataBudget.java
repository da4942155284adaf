package io.elevator.devices.store;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit on the memory that drives use for the data written to them. All drives of a JVM share
 * {@link #HEAP}, which is half of the maximum heap, so that a job that writes more than this fails
 * with an error of its drive, not with an {@code OutOfMemoryError} of the JVM. Thread-safe.
 */
final class DataBudget {
  /** The limit that all drives of the JVM share. */
  static final DataBudget HEAP = new DataBudget(Runtime.getRuntime().maxMemory() / 2);

  private final long bytes;
  private final AtomicLong taken = new AtomicLong();

  /**
   * Creates a limit on memory.
   *
   * @param bytes amount of memory that may be taken, in bytes
   */
  DataBudget(long bytes) {
    this.bytes = bytes;
  }

  /**
   * Reserves bytes of the budget. If fewer than {@code wanted} bytes remain, reserves nothing and
   * returns false.
   *
   * @param wanted number of bytes to reserve
   */
  boolean take(long wanted) {
    long before = taken.get();
    while (wanted <= bytes - before) {
      if (taken.compareAndSet(before, before + wanted)) {
        return true;
      }
      before = taken.get();
    }
    return false;
  }

  /**
   * Returns reserved bytes to the budget.
   *
   * @param unused number of bytes to return
   */
  void giveBack(long unused) {
    taken.addAndGet(-unused);
  }

  /** Returns the size of the budget, in bytes. */
  long bytes() {
    return bytes;
  }

  /** Returns the number of bytes of the budget that are reserved now. */
  long taken() {
    return taken.get();
  }
}
