package io.elevator.devices.file;

import io.elevator.api.Bio;
import io.elevator.devices.file.BufferViews.View;
import io.elevator.devices.linux.NativeFile;
import io.elevator.spi.driver.DriverRequest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The contiguous memory ranges of one request at a time, in the order of the request's bytes. Used
 * by one thread at a time. Allocates nothing per request once its arrays are large enough.
 */
final class RequestMemory {
  /** Longest range in bytes, because byte buffers index by int. */
  private static final long MOST_BYTES = 1 << 30;

  private final BufferViews views;
  private MemorySegment[] segments = new MemorySegment[8];
  private long[] offsets = new long[8];
  private long[] lengths = new long[8];
  private int count;

  /** List of ranges for system calls; null until the first one. */
  private NativeFile.@Nullable Pieces pieces;

  /**
   * Creates an object without ranges.
   *
   * @param views cache of byte buffers
   */
  RequestMemory(BufferViews views) {
    this.views = views;
  }

  /** Creates another object without ranges, with the same cache of byte buffers. */
  RequestMemory another() {
    return new RequestMemory(views);
  }

  /** Collects the ranges of a request. */
  void collect(DriverRequest rq) {
    count = 0;
    long bytes = rq.length();
    long left = bytes;
    for (Bio bio = rq.firstBio(); bio != null && left > 0; bio = bio.next()) {
      int segmentCount = bio.segmentCount();
      for (int i = 0; i < segmentCount && left > 0; i++) {
        long length = Math.min(left, bio.segmentBytes(i));
        add(bio.segment(i), bio.segmentOffset(i), length);
        left -= length;
      }
    }
    if (left > 0) {
      throw new IllegalArgumentException(
          rq + " carries " + (bytes - left) + " bytes of data; expected " + bytes);
    }
  }

  /** Makes the first bytes of a bounce buffer the only range. */
  void setTo(MemorySegment memory, long bytes) {
    count = 0;
    add(memory, 0, bytes);
  }

  private void add(MemorySegment segment, long offset, long length) {
    int last = count - 1;
    if (last >= 0
        && segments[last].isReadOnly() == segment.isReadOnly()
        && segments[last].equals(segment)
        && segments[last].scope().equals(segment.scope())
        && offsets[last] + lengths[last] == offset
        && lengths[last] + length <= MOST_BYTES) {
      lengths[last] += length;
      return;
    }
    if (count == segments.length) {
      segments = Arrays.copyOf(segments, count * 2);
      offsets = Arrays.copyOf(offsets, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    segments[count] = segment;
    offsets[count] = offset;
    lengths[count++] = length;
  }

  /** Releases the references to the memory of the request. */
  void clear() {
    Arrays.fill(segments, 0, count, null);
    count = 0;
    if (pieces != null) {
      pieces.clear();
    }
  }

  /** Returns the number of ranges. */
  int count() {
    return count;
  }

  /** Returns the length of a range, in bytes. */
  long length(int index) {
    return lengths[index];
  }

  /** Returns whether addresses and lengths of all ranges are multiples of a unit. */
  boolean isAligned(int unit) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits |= (segments[i].address() + offsets[i]) | lengths[i];
    }
    return (bits & (unit - 1)) == 0;
  }

  /** Returns whether all of the memory is native, so that the kernel can use it. */
  boolean isNative() {
    for (int i = 0; i < count; i++) {
      if (!segments[i].isNative()) {
        return false;
      }
    }
    return true;
  }

  /** Takes a byte buffer over a range; the caller puts it back. */
  View takeView(int index) {
    return views.take(segments[index], offsets[index], (int) lengths[index]);
  }

  /** Puts a byte buffer back. */
  void putView(View view) {
    views.put(view);
  }

  /** Copies the data of all ranges to a buffer. */
  void copyTo(MemorySegment buffer, long offset) {
    long at = offset;
    for (int i = 0; i < count; i++) {
      MemorySegment.copy(segments[i], offsets[i], buffer, at, lengths[i]);
      at += lengths[i];
    }
  }

  /** Copies bytes from a buffer to the ranges. */
  void copyFrom(MemorySegment buffer, long offset, long bytes) {
    long at = offset;
    long left = bytes;
    for (int i = 0; i < count && left > 0; i++) {
      long length = Math.min(left, lengths[i]);
      MemorySegment.copy(buffer, at, segments[i], offsets[i], length);
      at += length;
      left -= length;
    }
  }

  /**
   * Reads a file into the ranges by positional system calls. The arenas of the memory stay open
   * during each call.
   *
   * @param unit unit of I/O on the file, in bytes: a call that moves a part of a unit has met the
   *     end of the file
   * @return number of bytes read, fewer than the ranges have at the end of the file
   * @throws IllegalStateException if the memory is closed
   */
  long readFrom(NativeFile file, long position, int unit, FileStatistics statistics)
      throws IOException {
    NativeFile.Pieces list = emptyList();
    long read = 0;
    int next = 0;
    while (next < count || !list.isEmpty()) {
      next = refill(list, next, statistics);
      long moved = file.read(list, position + read);
      read += moved;
      if (moved == 0 || (moved & (unit - 1)) != 0) {
        break;
      }
    }
    list.clear();
    return read;
  }

  /** Writes the ranges to a file by positional system calls, as {@link #readFrom} reads them. */
  void writeTo(NativeFile file, long position, FileStatistics statistics) throws IOException {
    NativeFile.Pieces list = emptyList();
    long at = position;
    int next = 0;
    while (next < count || !list.isEmpty()) {
      next = refill(list, next, statistics);
      at += file.write(list, at);
    }
    list.clear();
  }

  /**
   * Writes the ranges as {@link #writeTo} does; the data is durable on return.
   *
   * @return false if the kernel does not support such writes for the file, and the caller must use
   *     another call
   */
  boolean writeDurablyTo(NativeFile file, long position, FileStatistics statistics)
      throws IOException {
    NativeFile.Pieces list = emptyList();
    long at = position;
    int next = 0;
    while (next < count || !list.isEmpty()) {
      next = refill(list, next, statistics);
      long written = file.writesDurably() ? file.writeDurably(list, at) : -1;
      if (written < 0) {
        return false;
      }
      at += written;
    }
    list.clear();
    return true;
  }

  /** Returns the empty list of ranges, created or enlarged if needed. */
  private NativeFile.Pieces emptyList() {
    final int most = 1024;
    NativeFile.Pieces list = pieces;
    if (list == null || list.capacity() < Math.min(count, most)) {
      list = new NativeFile.Pieces(Math.min(most, Math.max(8, Integer.highestOneBit(count) * 2)));
      pieces = list;
    }
    list.clear();
    return list;
  }

  /**
   * Adds further ranges to an empty list, as many as it takes; returns the index of the next one.
   */
  private int refill(NativeFile.Pieces list, int from, FileStatistics statistics) {
    if (!list.isEmpty()) {
      statistics.partial.increment();
      return from;
    }
    list.clear();
    int next = from;
    while (next < count && list.add(segments[next], offsets[next], lengths[next])) {
      next++;
    }
    if (next - from > 1) {
      statistics.vectored.increment();
    }
    return next;
  }
}
