package io.elevator.core.queue;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.core.request.CoreBio;

/**
 * Where a bio has to be cut so that the device takes it. Stateless. Answers are one long: sectors
 * of the front piece in the upper half (0 when the bio fits), data segments of that piece, or of
 * the whole, in the lower. Source: Linux 6.1's splitting; secure erase has a limit of its own.
 */
final class BioSplitter {
  /** The bio can be cut nowhere that the device would take. */
  static final long IMPOSSIBLE = -1;

  /** A page less 1. */
  private static final long PAGE_MASK = 4095;

  private BioSplitter() {}

  static int sectors(long answer) {
    return (int) (answer >> 32);
  }

  static int segments(long answer) {
    return (int) answer;
  }

  private static long answer(long sectors, int segments) {
    return sectors << 32 | segments;
  }

  /** Returns whether, where and into how many segments. */
  static long split(CoreBio bio, QueueLimits limits) {
    int code = bio.opAndFlags() & BioFlags.OPERATION_MASK;
    if (code == Operation.READ.code() || code == Operation.WRITE.code()) {
      return bio.bytes() == 0 ? answer(0, 0) : splitData(bio, limits);
    }
    if (code == Operation.DISCARD.code()) {
      return splitDiscard(bio, limits, limits.maxDiscardSectors());
    }
    if (code == Operation.SECURE_ERASE.code()) {
      return splitDiscard(bio, limits, limits.maxSecureEraseSectors());
    }
    int most = limits.maxWriteZeroesSectors();
    return answer(most > 0 && bio.sectors() > most ? most : 0, 0);
  }

  /**
   * Whether it is one segment inside a page, which no device is in the way of: it is not cut, not
   * even where a cut would end on a physical block.
   */
  private static boolean isInOnePage(CoreBio bio, QueueLimits limits) {
    if (bio.segmentCount() != 1
        || limits.chunkSectors() != 0
        || bio.sectors() > limits.maxSectors()
        || (limits.segmentBoundaryMask() & PAGE_MASK) != PAGE_MASK) {
      return false;
    }
    long address = bio.hasMemory() ? bio.segment(0).address() + bio.segmentOffset(0) : 0;
    return (address & PAGE_MASK) + bio.bytes() <= PAGE_MASK + 1;
  }

  private static long splitData(CoreBio bio, QueueLimits limits) {
    if (isInOnePage(bio, limits)) {
      return answer(0, 1);
    }
    long maxBytes = maxSectors(bio.sector(), limits) << 9;
    if (!bio.hasMemory()) {
      return splitWithoutMemory(bio, limits, maxBytes);
    }
    long virtBoundary = limits.virtBoundaryMask();
    long maxSegmentSize = virtBoundary == 0 ? limits.maxSegmentSize() : Long.MAX_VALUE;
    long boundary = limits.segmentBoundaryMask();
    int count = bio.segmentCount();
    int pieces = 0;
    long done = 0;
    long previousEnd = 0;
    for (int i = 0; i < count; i++) {
      long address = bio.segment(i).address() + bio.segmentOffset(i);
      long left = bio.segmentBytes(i);
      if (virtBoundary != 0 && i > 0 && ((previousEnd | address) & virtBoundary) != 0) {
        return cut(done, pieces, limits);
      }
      previousEnd = address + left;
      while (left > 0) {
        if (pieces == limits.maxSegments()) {
          return cut(done, pieces, limits);
        }
        long length = Math.min(left, maxSegmentSize);
        // The distance to the boundary, less one so that a mask of all bits does not overflow.
        long toBoundary = boundary - (address & boundary);
        if (length - 1 > toBoundary) {
          length = toBoundary + 1;
        }
        pieces++;
        if (length > maxBytes - done) {
          return cut(maxBytes, maxBytes > done ? pieces : pieces - 1, limits);
        }
        done += length;
        address += length;
        left -= length;
      }
    }
    return answer(0, pieces);
  }

  private static long splitWithoutMemory(CoreBio bio, QueueLimits limits, long maxBytes) {
    int segments = bio.segmentCount();
    long bytes = bio.bytes();
    if (bytes <= maxBytes && segments <= limits.maxSegments()) {
      return answer(0, segments);
    }
    // Without memory the declared segments count as evenly long.
    long length = maxBytes;
    if (segments > limits.maxSegments()) {
      length = Math.min(length, bytes / segments * limits.maxSegments());
    }
    int pieces = (int) Math.max(1, segments * length / bytes);
    return cut(length, pieces, limits);
  }

  private static long cut(long bytes, int pieces, QueueLimits limits) {
    long sectors = (bytes & -limits.logicalBlockSize()) >>> 9;
    return sectors == 0 ? IMPOSSIBLE : answer(sectors, pieces);
  }

  /** Most sectors of a read or write from a sector, so that it tends to end on a physical block. */
  private static long maxSectors(long start, QueueLimits limits) {
    long physical = limits.physicalBlockSize() >> 9;
    long most = limits.maxSectors();
    int chunk = limits.chunkSectors();
    if (chunk > 0) {
      most = Math.min(most, chunk - Math.floorMod(start, (long) chunk));
    }
    long offset = start & (physical - 1);
    long end = (offset + most) & -physical;
    if (end > offset) {
      return end - offset;
    }
    return most & -(limits.logicalBlockSize() >> 9);
  }

  private static long splitDiscard(CoreBio bio, QueueLimits limits, int limit) {
    long granularity = Math.max(1, limits.discardGranularity() >> 9);
    long most = QueueLimits.MOST_SECTORS & -(limits.logicalBlockSize() >> 9);
    most = Math.min(limit, most);
    most -= most % granularity;
    if (most == 0 || bio.sectors() <= most) {
      return answer(0, 1);
    }
    long alignment = (limits.discardAlignment() >> 9) % granularity;
    long beyond = Math.floorMod(bio.sector() + most - alignment, granularity);
    return answer(most > beyond ? most - beyond : most, 1);
  }
}
