package io.elevator.devices.uring;

import io.elevator.devices.linux.IoUring;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The unmapping of a ring and its buffers. It happens once: in the thread that closes the drive, or
 * in the completing thread as its last action, if closing could not wait for that thread. It never
 * happens if requests were given up, because the kernel may still use their memory.
 *
 * <p>The lock is that of the ring's {@link UringQueue}. It guards all state of this class and is
 * not held while the memory is unmapped.
 */
final class RingRelease {
  private final ReentrantLock lock;
  private final IoUring ring;
  private final RegisteredMemory registered;
  private final Arena arena;
  private boolean freed;

  /** Whether the completing thread unmaps ring and buffers when it ends. */
  private boolean leftToCompleter;

  private boolean completerEnded;

  RingRelease(ReentrantLock lock, IoUring ring, RegisteredMemory registered, Arena arena) {
    this.lock = lock;
    this.ring = ring;
    this.registered = registered;
    this.arena = arena;
  }

  /** Returns whether the ring and its buffers were unmapped. Called with the lock held. */
  boolean isFreed() {
    return freed;
  }

  /**
   * Makes the completing thread unmap the ring and its buffers when it ends. Returns false if that
   * thread has already ended.
   */
  boolean leaveToCompleter() {
    lock.lock();
    try {
      leftToCompleter = !completerEnded;
      return leftToCompleter;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Called by the completing thread as its last action. Unmaps the ring and its buffers if {@link
   * #leaveToCompleter} was called before.
   */
  void completerEnded(RingCompleter completer) throws IOException {
    boolean frees;
    lock.lock();
    try {
      completerEnded = true;
      frees = leftToCompleter;
    } finally {
      lock.unlock();
    }
    if (frees) {
      free(completer);
    }
  }

  /**
   * Unmaps the ring and its buffers. Does nothing if they are already unmapped, or if the kernel
   * may still use them.
   */
  void free(RingCompleter completer) throws IOException {
    lock.lock();
    try {
      if (freed || completer.leaks()) {
        return;
      }
      freed = true;
    } finally {
      lock.unlock();
    }
    registered.close();
    ring.close();
    arena.close();
  }
}
