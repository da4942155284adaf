package io.elevator.core.request;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The data memory of a bio: one segment, a window on several segments, or none. The window moves
 * when data at its front is done or belongs to a piece that is cut off; {@link #makeWhole} restores
 * it. Belongs to the owner of the bio; the segments of an array are never written, as the pieces of
 * a split bio share the array.
 */
final class BioMemory {
  /**
   * Thread that is never started and owns no arena. It serves to test memory: memory that this
   * thread may access is not confined to another thread.
   */
  private static final Thread PROBE = Thread.ofPlatform().name("ioc-probe").unstarted(() -> {});

  /** The only data segment; null if there are several or none. */
  private @Nullable MemorySegment single;

  /**
   * The data segments, if there are several: those from {@link #first}, the first of them from
   * {@link #firstOffset}, the last of them up to {@link #lastBytes}.
   */
  private MemorySegment @Nullable [] several;

  /** Index in {@link #several} of the first data segment. */
  private int first;

  /**
   * Number of data segments. For an operation without memory, the number of segments that it counts
   * as.
   */
  private int count;

  /** Position in the first data segment at which the data starts, in bytes. */
  private long firstOffset;

  /** Length of the last data segment of {@link #several}, in bytes. */
  private long lastBytes;

  /** Whether any data segment is read-only. */
  private boolean readOnly;

  // The fields below store the window as it was when noteWhole was called.
  private int wholeFirst;
  private int wholeCount;
  private long wholeFirstOffset;
  private long wholeLastBytes;

  BioMemory() {}

  /**
   * Sets this memory to one segment.
   *
   * @param segment native memory that is accessible from any thread
   * @param start position at which the data starts, in bytes
   * @param size length of the data, in bytes
   */
  void set(MemorySegment segment, long start, long size) {
    if (start < 0 || size < 0 || start > segment.byteSize() - size) {
      throw new IndexOutOfBoundsException(
          "bytes "
              + start
              + " to "
              + (start + size)
              + " are outside a segment of "
              + segment.byteSize()
              + " bytes");
    }
    requireUsable(segment);
    single = segment;
    several = null;
    count = 1;
    firstOffset = start;
    readOnly = segment.isReadOnly();
  }

  /**
   * Sets several segments and leaves out those that are empty.
   *
   * @param segments native memory that is accessible from any thread
   * @return sum of the lengths, in bytes
   */
  long set(MemorySegment[] segments) {
    // The array is copied before the checks, so that a later change of the caller's array cannot
    // evade them.
    MemorySegment[] used = segments.clone();
    int filled = 0;
    long size = 0;
    boolean refusesWrites = false;
    for (MemorySegment segment : used) {
      requireUsable(segment);
      if (segment.byteSize() > 0) {
        size += segment.byteSize();
        refusesWrites |= segment.isReadOnly();
        used[filled++] = segment;
      }
    }
    single = null;
    several = filled == used.length ? used : Arrays.copyOf(used, filled);
    first = 0;
    count = filled;
    firstOffset = 0;
    lastBytes = filled == 0 ? 0 : used[filled - 1].byteSize();
    readOnly = refusesWrites;
    return size;
  }

  /**
   * Removes all segments from this memory.
   *
   * @param segments number of segments that the operation counts as
   */
  void clear(int segments) {
    single = null;
    several = null;
    count = segments;
    firstOffset = 0;
    readOnly = false;
  }

  /** Makes this memory the same window on the same segments as the memory of another bio. */
  void share(BioMemory other) {
    single = other.single;
    several = other.several;
    first = other.first;
    count = other.count;
    firstOffset = other.firstOffset;
    lastBytes = other.lastBytes;
    readOnly = other.readOnly;
  }

  private static void requireUsable(MemorySegment segment) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          "the data of a bio must be native memory, not a heap segment");
    }
    if (!segment.isAccessibleBy(PROBE)) {
      throw new IllegalArgumentException(
          "the data of a bio must be accessible from any thread; a confined arena's memory is not");
    }
  }

  /** Returns the number of data segments of this memory. */
  int count() {
    return count;
  }

  /** Returns the memory segment of the data segment number {@code index}. */
  MemorySegment segment(int index) {
    MemorySegment one = single;
    if (one != null && index == 0) {
      return one;
    }
    MemorySegment[] all = several;
    if (all == null) {
      throw new IndexOutOfBoundsException("no data segment " + index);
    }
    return all[first + Objects.checkIndex(index, count)];
  }

  /** Returns the position in its memory at which the data of a segment starts, in bytes. */
  long offset(int index) {
    return index == 0 || several == null ? firstOffset : 0;
  }

  /**
   * Returns the length of a data segment, in bytes.
   *
   * @param length length of the bio, in bytes
   */
  long bytes(int index, long length) {
    MemorySegment[] all = several;
    if (all == null) {
      return length;
    }
    if (Objects.checkIndex(index, count) == count - 1) {
      return lastBytes;
    }
    long size = all[first + index].byteSize();
    return index == 0 ? size - firstOffset : size;
  }

  /**
   * Moves the start of the window behind bytes at its front. Segments are skipped, not copied.
   *
   * @param bytes number of bytes at the front, fewer than there are
   * @param front memory that shares this window and is to end with these bytes; null for none
   * @return number of data segments that hold the bytes
   */
  int advance(long bytes, @Nullable BioMemory front) {
    if (several == null) {
      firstOffset += bytes;
      return 1;
    }
    int skipped = 0;
    long left = bytes;
    long size = bytes(0, 0);
    while (size < left) {
      left -= size;
      size = bytes(++skipped, 0);
    }
    int looked = skipped + 1;
    if (front != null) {
      front.count = looked;
      front.lastBytes = left;
    }
    if (skipped > 0) {
      firstOffset = 0;
    }
    firstOffset += left;
    if (left == size) {
      firstOffset = 0;
      skipped++;
    } else if (skipped == count - 1) {
      lastBytes -= left;
    }
    first += skipped;
    count -= skipped;
    return looked;
  }

  /** Stores the current window, so that {@link #makeWhole} can restore it. */
  void noteWhole() {
    wholeFirst = first;
    wholeCount = count;
    wholeFirstOffset = firstOffset;
    wholeLastBytes = lastBytes;
  }

  /** Restores the window that {@link #noteWhole} stored. */
  void makeWhole() {
    first = wholeFirst;
    count = wholeCount;
    firstOffset = wholeFirstOffset;
    lastBytes = wholeLastBytes;
  }

  /** Returns whether this memory has a data segment. */
  boolean isPresent() {
    return single != null || several != null;
  }

  /** Returns whether any data segment is read-only. */
  boolean isReadOnly() {
    return readOnly;
  }

  /** Returns whether the arenas of all data segments are open. */
  boolean isOpen() {
    MemorySegment one = single;
    if (one != null) {
      return one.scope().isAlive();
    }
    if (several != null) {
      for (int i = 0; i < count; i++) {
        if (!segment(i).scope().isAlive()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the address of the first data byte, or 0 if there is no data. */
  long firstAddress() {
    return count == 0 || !isPresent() ? 0 : segment(0).address() + offset(0);
  }

  /**
   * Returns the address behind the last data byte, or 0 if there is no data.
   *
   * @param length length of the bio, in bytes
   */
  long endAddress(long length) {
    if (count == 0 || !isPresent()) {
      return 0;
    }
    int last = count - 1;
    return segment(last).address() + offset(last) + bytes(last, length);
  }
}
