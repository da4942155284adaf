package io.elevator.devices.store;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limit on the memory that drives take for the data written to them. All drives of a JVM share
 * {@link #HEAP}, half of the largest heap, so that a job which writes more ends with an error of
 * its drive and not with an {@code OutOfMemoryError} of the JVM. Thread-safe.
 */
final class DataBudget {
  /** The limit that drives share. */
  static final DataBudget HEAP = new DataBudget(Runtime.getRuntime().maxMemory() / 2);

  private final long bytes;
  private final AtomicLong taken = new AtomicLong();

  /**
   * Creates a limit.
   *
   * @param bytes memory that may be taken, in bytes
   */
  DataBudget(long bytes) {
    this.bytes = bytes;
  }

  /** Takes some memory, in bytes; false, and nothing taken, if less than that is left. */
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

  /** Gives memory back, in bytes. */
  void giveBack(long unused) {
    taken.addAndGet(-unused);
  }

  /** Returns the limit in bytes. */
  long bytes() {
    return bytes;
  }

  /** Returns the memory taken now, in bytes. */
  long taken() {
    return taken.get();
  }
}
