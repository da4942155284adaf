package io.elevator.files;

import io.elevator.files.buffers.BufferPool;
import io.elevator.files.buffers.Chunk;

/**
 * The buffers of a disk: native memory, aligned for direct I/O, registered with the drive where
 * that makes I/O cheaper. Bounded by the setting {@code buffers}. Thread-safe.
 */
public final class DiskBuffers {
  /** Size of the largest buffer, in bytes. */
  public static final int LARGEST = BufferPool.LARGEST;

  private final BufferPool pool;

  DiskBuffers(BufferPool pool) {
    this.pool = pool;
  }

  /**
   * Takes a buffer. The content of its memory is undefined.
   *
   * @param bytes size of the buffer, from 1 to {@value BufferPool#LARGEST}
   * @throws IllegalStateException if all buffers are in use, or the disk is closed
   */
  public PooledBuffer take(long bytes) {
    if (bytes < 1 || bytes > LARGEST) {
      throw new IllegalArgumentException(
          "a buffer of " + bytes + " bytes; expected 1 to " + LARGEST);
    }
    Chunk chunk = pool.tryTake(bytes);
    if (chunk == null) {
      throw new IllegalStateException(
          "no buffer of "
              + bytes
              + " bytes is free, and the disk's buffers have reached their limit of "
              + pool.limit()
              + " bytes; close buffers after use, or raise the setting 'buffers'");
    }
    return new PooledBuffer(chunk, bytes);
  }

  /** Returns the memory that the buffers occupy, in bytes. */
  public long size() {
    return pool.size();
  }

  /** Returns the largest memory that the buffers may occupy, in bytes. */
  public long limit() {
    return pool.limit();
  }

  /** Returns why the drive does not use registered memory, for people; empty if it does. */
  public String registrationRefusal() {
    return pool.refusal();
  }
}
