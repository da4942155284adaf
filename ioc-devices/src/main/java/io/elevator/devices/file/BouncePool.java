package io.elevator.devices.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pool of aligned buffers ("bounce buffers") for requests whose memory or position is not aligned
 * as the kernel requires. Each buffer holds the longest request, extended on both sides to whole
 * units of the alignment. The pool creates at most as many buffers as there are threads that use
 * one at the same time. The buffers are freed when the drive is closed.
 *
 * <p>The lock guards the list of free buffers; no other lock is taken while it is held.
 */
final class BouncePool implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Bounce> free = new ArrayDeque<>();
  private final Arena arena = Arena.ofShared();
  private final long bytes;
  private final int alignment;
  private int made;

  /**
   * Creates a pool without buffers.
   *
   * @param bytes size of a buffer, in bytes
   * @param alignment alignment of a buffer, in bytes
   */
  BouncePool(long bytes, int alignment) {
    this.bytes = bytes;
    this.alignment = alignment;
  }

  /**
   * Takes a free buffer, or creates one if none is free. It takes the buffer that was put back
   * last, because the CPU's cache may still hold that buffer.
   */
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

  /** Puts a buffer back into the pool. */
  void put(Bounce bounce) {
    lock.lock();
    try {
      free.addFirst(bounce);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of bounce buffers that were created since the drive was opened. */
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
   * A bounce buffer, as a memory segment and as a byte buffer for channels.
   *
   * @param memory memory of the buffer
   * @param buffer byte buffer over that memory
   */
  record Bounce(MemorySegment memory, ByteBuffer buffer) {}
}
