package io.elevator.devices.uring;

import io.elevator.devices.linux.Errno;
import io.elevator.devices.linux.IoUring;
import io.elevator.devices.linux.LinuxException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Users' memory that is registered with a ring, and by which index the kernel knows a piece of it.
 *
 * <p>An address alone says nothing: memory can be closed, and other memory come to be in its place
 * while the kernel still has the pages of the first. So a piece counts as registered only if it is
 * of the same scope, which lives as long as the memory is where it was, and who asks has seen it
 * alive. What was registered and is closed is never found, and gives its pages back with its
 * registration, the next one, or the ring.
 *
 * <p>Lookups are without a lock, from an array that is replaced and never changed. {@link #lock}
 * guards its replacement, {@link #used} and {@link #closed}; the system call is inside it, so that
 * the ring cannot go away under it. An index may be given away by the time its entry reaches the
 * kernel, which then answers {@code EFAULT}, as the address is not in what it has there.
 */
final class RegisteredMemory {
  /** Said of memory that is not registered. */
  static final int NONE = -1;

  /** Most pieces in a ring. */
  static final int MOST = 256;

  /** Longest piece that the kernel registers. */
  static final long MOST_BYTES = 1L << 30;

  /** A piece that the kernel knows by an index. */
  private record Range(Object owner, MemorySegment memory, long start, long end, int index) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final IoUring ring;
  private final int first;
  private final long mostBytes;
  private final String refusal;
  private final BitSet used = new BitSet();
  private volatile Range[] ranges = {};
  private boolean closed;

  /**
   * Makes it, of the ring's table of buffers from an index on.
   *
   * @param mostBytes longest piece; longer memory is registered as several
   * @param refusal why there is no such table, or the empty string
   */
  RegisteredMemory(IoUring ring, int first, long mostBytes, String refusal) {
    this.ring = ring;
    this.first = first;
    this.mostBytes = mostBytes;
    this.refusal = refusal;
  }

  /**
   * Makes a ring's table of registered buffers; returns why it cannot, or the empty string.
   *
   * @param bounces number of bounce buffers, the first ones of the table
   */
  static String makeTable(IoUring ring, int bounces) {
    try {
      ring.makeBufferTable(bounces + MOST);
      return "";
    } catch (LinuxException e) {
      return "the kernel has no table of registered buffers, as before Linux 5.19: "
          + e.getMessage();
    }
  }

  /**
   * Returns the index of memory, or {@link #NONE}.
   *
   * @param scope of memory that was alive a moment ago
   */
  int find(long address, long length, MemorySegment.Scope scope) {
    Range[] all = ranges;
    int low = 0;
    int high = all.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all[middle].start <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      return NONE;
    }
    Range range = all[low - 1];
    boolean isIn = address + length <= range.end && range.memory.scope().equals(scope);
    return isIn ? range.index : NONE;
  }

  /** Returns how many bytes are registered. */
  long bytes() {
    return Arrays.stream(ranges).mapToLong(range -> range.end - range.start).sum();
  }

  /**
   * Registers memory.
   *
   * @param owner what it is taken away by
   * @return why it cannot be, or the empty string
   */
  String add(Object owner, MemorySegment memory) {
    lock.lock();
    try {
      if (closed) {
        return "the drive is closed";
      }
      if (!refusal.isEmpty()) {
        return refusal;
      }
      drop(range -> !range.memory.scope().isAlive());
      List<Range> added = new ArrayList<>();
      for (long at = 0; at < memory.byteSize(); at += mostBytes) {
        long bytes = Math.min(mostBytes, memory.byteSize() - at);
        int index = used.nextClearBit(0);
        if (index == MOST) {
          added.forEach(this::forget);
          return "the ring has room for "
              + MOST
              + " pieces of memory of up to "
              + mostBytes
              + " bytes";
        }
        long start = memory.address() + at;
        try {
          ring.setBuffer(first + index, start, bytes);
        } catch (LinuxException e) {
          added.forEach(this::forget);
          return explained(e, bytes);
        }
        used.set(index);
        added.add(new Range(owner, memory, start, start + bytes, first + index));
      }
      added.addAll(Arrays.asList(ranges));
      added.sort(Comparator.comparingLong(Range::start));
      ranges = added.toArray(Range[]::new);
      return "";
    } finally {
      lock.unlock();
    }
  }

  private static String explained(LinuxException e, long bytes) {
    return switch (e.errno()) {
      case Errno.ENOMEM ->
          "the limit on locked memory (ulimit -l) leaves no room for " + bytes + " bytes more";
      case Errno.EFAULT, Errno.EOPNOTSUPP ->
          "the kernel does not pin such memory, as that of mapped files: " + e.getMessage();
      default -> String.valueOf(e.getMessage());
    };
  }

  /** Takes away what was registered for an owner. */
  void remove(Object owner) {
    lock.lock();
    try {
      if (!closed) {
        drop(range -> range.owner.equals(owner));
      }
    } finally {
      lock.unlock();
    }
  }

  private void drop(Predicate<Range> which) {
    Range[] before = ranges;
    Range[] kept = Arrays.stream(before).filter(which.negate()).toArray(Range[]::new);
    if (kept.length < before.length) {
      ranges = kept;
      Arrays.stream(before).filter(which).forEach(this::forget);
    }
  }

  private void forget(Range range) {
    try {
      ring.setBuffer(range.index, 0, 0);
    } catch (LinuxException e) {
      // It needs no memory and cannot fail; if it does, the index stays out of use.
      return;
    }
    used.clear(range.index - first);
  }

  /** The ring is going to be closed, and unpins all. */
  void close() {
    lock.lock();
    try {
      closed = true;
      ranges = new Range[0];
    } finally {
      lock.unlock();
    }
  }
}
