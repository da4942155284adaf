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
 * The memory of applications that is registered with a ring, and the indexes by which the kernel
 * knows the memory ranges.
 *
 * <p>An address does not identify memory: the memory can be closed, and other memory can get its
 * address while the kernel still has the pages of the closed memory. So a range counts as
 * registered only for memory of the same scope, and the caller has checked that the scope is alive.
 * As long as the scope lives, its memory keeps its address. Memory that was registered and closed
 * is never found. Its pages are unpinned when its registration is closed, at the next registration,
 * or with the ring.
 *
 * <p>Lookups take no lock: they read an array that is replaced and never changed. {@link #lock}
 * guards the replacement, {@link #used} and {@link #closed}. It is held during the system call, so
 * that the ring is not closed meanwhile. An index may belong to other memory by the time its entry
 * reaches the kernel; the kernel then answers {@code EFAULT}, because the address is not in that
 * memory.
 */
final class RegisteredMemory {
  /** Answer of {@link #find} for memory that is not registered. */
  static final int NONE = -1;

  /** Largest number of memory ranges that are registered with one ring. */
  static final int MOST = 256;

  /** Longest memory range that the kernel registers, in bytes. */
  static final long MOST_BYTES = 1L << 30;

  /** A registered range of memory, which the kernel knows by an index. */
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
   * Creates the registration of memory in a part of the ring's table of buffers.
   *
   * @param ring ring
   * @param first index of the first buffer of that part
   * @param mostBytes longest range, in bytes; longer memory is registered as several ranges
   * @param refusal reason why the ring has no such table, or the empty string
   */
  RegisteredMemory(IoUring ring, int first, long mostBytes, String refusal) {
    this.ring = ring;
    this.first = first;
    this.mostBytes = mostBytes;
    this.refusal = refusal;
  }

  /**
   * Creates a ring's table of registered buffers.
   *
   * @param ring ring
   * @param bounces number of bounce buffers, which are the first buffers of the table
   * @return reason why the table cannot be created, or the empty string
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
   * Returns the index under which memory is registered, or {@link #NONE}.
   *
   * @param address address of the memory
   * @param length length, in bytes
   * @param scope scope of the memory, which the caller has just found alive
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

  /** Returns the number of bytes of memory that are registered. */
  long bytes() {
    return Arrays.stream(ranges).mapToLong(range -> range.end - range.start).sum();
  }

  /**
   * Registers memory with the ring.
   *
   * @param owner object by which {@link #remove} finds the memory
   * @param memory memory to register
   * @return reason why the memory cannot be registered, or the empty string
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
          return explainRefusal(e, bytes);
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

  private static String explainRefusal(LinuxException e, long bytes) {
    return switch (e.errno()) {
      case Errno.ENOMEM ->
          "the limit on locked memory (ulimit -l) leaves no room for " + bytes + " bytes more";
      case Errno.EFAULT, Errno.EOPNOTSUPP ->
          "the kernel does not pin such memory, as that of mapped files: " + e.getMessage();
      default -> String.valueOf(e.getMessage());
    };
  }

  /** Removes the memory that was registered for an owner. */
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
      // Removing a buffer needs no memory and should not fail. If it fails nevertheless, the index
      // is not used again.
      return;
    }
    used.clear(range.index - first);
  }

  /**
   * Refuses further registrations. Called before the ring is closed; closing the ring unpins all
   * memory.
   */
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
