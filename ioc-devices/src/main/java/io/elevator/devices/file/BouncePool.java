package io.elevator.devices.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Aligned buffers through which requests go that the kernel would refuse as they are. All have the
 * size of the longest request, rounded out to whole units on both sides. There are never more than
 * threads that use one at the same time; they are freed when the drive closes.
 *
 * <p>The lock guards the free ones and is a leaf.
 */
final class BouncePool implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Bounce> free = new ArrayDeque<>();
  private final Arena arena = Arena.ofShared();
  private final long bytes;
  private final int alignment;
  private int made;

  /** Makes an empty pool. */
  BouncePool(long bytes, int alignment) {
    this.bytes = bytes;
    this.alignment = alignment;
  }

  /** Takes a buffer; the newest one given back, as it is warm in the cache. */
  Bounce take() {
    lock.lock();
    try {
      Bounce bounce = free.pollFirst();
      if (bounce == null) {
        MemorySegment memory = arena.allocate(bytes, alignment);
        bounce = new Bounce(memory, memory.asByteBuffer());
        made++;
      }
      return bounce;
    } finally {
      lock.unlock();
    }
  }

  /** Gives a buffer back. */
  void put(Bounce bounce) {
    lock.lock();
    try {
      free.addFirst(bounce);
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many buffers were made. */
  int made() {
    lock.lock();
    try {
      return made;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    arena.close();
  }

  /**
   * A buffer, as memory and as what channels take.
   *
   * @param memory the memory
   * @param buffer the same as a byte buffer
   */
  record Bounce(MemorySegment memory, ByteBuffer buffer) {}
}
