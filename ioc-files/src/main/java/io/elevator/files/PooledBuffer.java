package io.elevator.files;

import io.elevator.files.buffers.Chunk;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Aligned memory of a disk, for I/O without a copy. Closing the buffer gives the memory back, once
 * I/O in flight with it has ended; then neither the segment nor a slice of it may be used.
 */
public final class PooledBuffer implements AutoCloseable {
  private final Chunk chunk;
  private final MemorySegment segment;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  PooledBuffer(Chunk chunk, long bytes) {
    this.chunk = chunk;
    this.segment = chunk.memory().asSlice(0, bytes);
  }

  /**
   * Returns the memory, with the size that was asked for.
   *
   * @throws IllegalStateException if this buffer is closed
   */
  public MemorySegment segment() {
    if (isClosed.get()) {
      throw new IllegalStateException("this buffer is closed");
    }
    return segment;
  }

  /** Gives the memory back. Idempotent. */
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      chunk.release();
    }
  }
}
