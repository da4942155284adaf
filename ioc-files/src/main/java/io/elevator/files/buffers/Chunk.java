package io.elevator.files.buffers;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A part of a pool's memory. The user of the chunk and each I/O with it count as uses; the chunk
 * returns to its pool with the last one, so a buffer that is closed while an I/O is in flight is
 * not given to another user.
 */
public final class Chunk {
  private final BufferPool pool;
  private final MemorySegment memory;
  private final AtomicInteger uses = new AtomicInteger();

  Chunk(BufferPool pool, MemorySegment memory) {
    this.pool = pool;
    this.memory = memory;
  }

  /** Returns the memory of the whole chunk. */
  public MemorySegment memory() {
    return memory;
  }

  /** Begins the first use of a chunk that was in the pool. */
  void begin() {
    uses.set(1);
  }

  /** Adds a use; returns false if the chunk is in the pool. */
  boolean addUse() {
    int known = uses.get();
    while (known > 0) {
      int seen = uses.compareAndExchange(known, known + 1);
      if (seen == known) {
        return true;
      }
      known = seen;
    }
    return false;
  }

  /** Ends a use. The last one returns the chunk to its pool. */
  public void release() {
    int left = uses.decrementAndGet();
    if (left == 0) {
      pool.takeBack(this);
    }
  }

  /**
   * Ends a use after which the device may still use the memory: the chunk never returns to its
   * pool, and the pool's memory is never freed.
   */
  public void abandon() {
    pool.abandoned();
  }
}
