package io.elevator.devices.uring;

import io.elevator.devices.linux.IoUring;
import io.elevator.devices.linux.LinuxException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bounce buffers of a ring, for requests whose memory is not aligned as the kernel requires. The
 * first buffers are registered with the ring, so that the kernel need not map them for each I/O.
 * More buffers are created when these are in use, up to one for each request in flight: small ones
 * for short requests, so that many of these need little memory, and else such of the longest
 * request. A buffer's index is below the number of requests in flight if it has the full size.
 *
 * <p>The lock guards the stack of free buffers and their number; no other lock is taken while it is
 * held. A buffer belongs to the thread that took it.
 */
final class RingBounces {
  /** Size of a small buffer, in bytes. */
  private static final long SMALL_BYTES = 64 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Arena arena;
  private final long bytes;
  private final long smallBytes;
  private final int alignment;
  private final int registered;
  private final @Nullable MemorySegment[] buffers;
  private final int[] free;
  private int freeCount;
  private int made;

  /** Stack of the indexes of free small buffers. */
  private final int[] freeSmall;

  private int freeSmallCount;
  private int madeSmall;

  /**
   * Creates the bounce buffers that are registered with the ring.
   *
   * @param arena arena of the buffers
   * @param ring ring
   * @param bytes size of a buffer, in bytes
   * @param alignment alignment of a buffer, in bytes
   * @param most largest number of requests in flight
   * @param wanted number of buffers to register; none is registered if the limit on locked memory
   *     forbids it
   * @param hasTable whether the ring has a table of buffers, which then begins with these buffers
   */
  RingBounces(
      Arena arena,
      IoUring ring,
      long bytes,
      int alignment,
      int most,
      int wanted,
      boolean hasTable) {
    this.arena = arena;
    this.bytes = bytes;
    this.alignment = alignment;
    smallBytes = Math.min(SMALL_BYTES, bytes);
    buffers = new MemorySegment[2 * most];
    free = new int[most];
    freeSmall = new int[most];
    int count = Math.min(wanted, most);
    MemorySegment[] first = new MemorySegment[count];
    for (int i = 0; i < count; i++) {
      first[i] = arena.allocate(bytes, alignment);
      buffers[i] = first[i];
    }
    made = count;
    for (int i = count - 1; i >= 0; i--) {
      free[freeCount++] = i;
    }
    registered = count > 0 && register(ring, first, hasTable) ? count : 0;
  }

  /**
   * Creates the bounce buffers of a ring and registers as many of them as the drive's options say.
   */
  static RingBounces of(
      Arena arena, IoUring ring, UringFile file, UringOptions options, boolean hasTable) {
    return new RingBounces(
        arena,
        ring,
        (long) file.limits().maxSectors() << 9,
        file.bounceAlignment(),
        options.depth(),
        options.buffers(),
        hasTable);
  }

  private static boolean register(IoUring ring, MemorySegment[] buffers, boolean hasTable) {
    try {
      if (!hasTable) {
        ring.registerBuffers(buffers);
        return true;
      }
      for (int i = 0; i < buffers.length; i++) {
        ring.setBuffer(i, buffers[i].address(), buffers[i].byteSize());
      }
      return true;
    } catch (LinuxException e) {
      // The limit on locked memory forbids registering. Unregistered buffers work as well, but
      // slower; the statistics show the number of registered buffers.
      return false;
    }
  }

  /**
   * Takes a free buffer, or creates one if none is free.
   *
   * @param length number of bytes that the buffer must hold
   * @return index of the buffer
   */
  int take(long length) {
    lock.lock();
    try {
      boolean isSmall = length <= smallBytes;
      // A registered buffer is the cheapest for the kernel.
      if (freeCount > 0 && (!isSmall || isRegistered(free[freeCount - 1]))) {
        return free[--freeCount];
      }
      if (isSmall) {
        return takeSmall();
      }
      MemorySegment buffer = arena.allocate(bytes, alignment);
      buffers[made] = buffer;
      return made++;
    } finally {
      lock.unlock();
    }
  }

  private int takeSmall() {
    if (freeSmallCount > 0) {
      return freeSmall[--freeSmallCount];
    }
    MemorySegment buffer = arena.allocate(smallBytes, alignment);
    int index = free.length + madeSmall++;
    buffers[index] = buffer;
    return index;
  }

  /** Puts a buffer back to the free buffers. */
  void put(int index) {
    lock.lock();
    try {
      if (index >= free.length) {
        freeSmall[freeSmallCount] = index;
        freeSmallCount++;
        return;
      }
      free[freeCount] = index;
      freeCount++;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the memory of a buffer that the caller has taken. */
  MemorySegment memory(int index) {
    MemorySegment buffer = buffers[index];
    if (buffer == null) {
      throw new IllegalStateException("bounce buffer " + index + " was never made");
    }
    return buffer;
  }

  /**
   * Returns whether a buffer is registered with the ring. Its index in this class is then its index
   * in the ring.
   */
  boolean isRegistered(int index) {
    return index < registered;
  }

  /** Returns the number of bounce buffers that are registered with the ring. */
  int registered() {
    return registered;
  }

  /** Returns whether any buffer is taken. If so, a buffer will be put back sooner or later. */
  boolean anyTaken() {
    lock.lock();
    try {
      return freeCount + freeSmallCount < made + madeSmall;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of bounce buffers that were created. */
  int made() {
    lock.lock();
    try {
      return made + madeSmall;
    } finally {
      lock.unlock();
    }
  }
}
