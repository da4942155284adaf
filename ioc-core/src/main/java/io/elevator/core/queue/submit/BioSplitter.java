package io.elevator.core.queue.submit;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.core.request.CoreBio;
import io.elevator.spi.driver.DriverFile;

/**
 * Determines where a bio has to be cut so that the device accepts it. Stateless. An answer is one
 * long: the upper bits hold the bytes of the front piece (0 if the bio fits whole), the lower bits
 * the number of data segments of the front piece or of the whole bio. Source: splitting in Linux
 * 6.1; secure erase has a separate limit.
 */
public final class BioSplitter {
  /** Answer for a bio that cannot be cut into pieces that the device accepts. */
  public static final long IMPOSSIBLE = -1;

  /** Size of a page in bytes, less 1. */
  private static final long PAGE_MASK = 4095;

  private BioSplitter() {}

  /**
   * Number of low bits of an answer that hold the number of segments; the length of a request needs
   * 32 bits.
   */
  private static final int SEGMENT_BITS = 28;

  /** Returns the number of bytes of the front piece, or 0 if the bio fits whole. */
  public static long bytes(long answer) {
    return answer >> SEGMENT_BITS;
  }

  /** Returns the number of data segments of the front piece, or of the whole bio if it fits. */
  public static int segments(long answer) {
    return (int) (answer & ((1 << SEGMENT_BITS) - 1));
  }

  private static long answer(long bytes, int segments) {
    return bytes << SEGMENT_BITS | segments;
  }

  /** Returns whether and where to cut a bio, and the number of segments of the front piece. */
  public static long split(CoreBio bio, QueueLimits limits) {
    int code = bio.opAndFlags() & BioFlags.OPERATION_MASK;
    if (code == Operation.READ.code() || code == Operation.WRITE.code()) {
      return bio.length() == 0 ? answer(0, 0) : splitData(bio, limits);
    }
    if (code == Operation.DISCARD.code()) {
      return splitDiscard(bio, limits, limits.maxDiscardSectors());
    }
    if (code == Operation.SECURE_ERASE.code()) {
      return splitDiscard(bio, limits, limits.maxSecureEraseSectors());
    }
    long most = (long) limits.maxWriteZeroesSectors() << 9;
    return most > 0 && bio.length() > most ? cutWithoutData(bio, most, 0) : answer(0, 0);
  }

  /**
   * Returns whether the bio is one segment within one page. Every device accepts such a bio, so it
   * is not cut, not even at a physical block.
   */
  private static boolean isInOnePage(CoreBio bio, QueueLimits limits) {
    if (bio.segmentCount() != 1
        || limits.chunkSectors() != 0
        || bio.length() > (long) limits.maxSectors() << 9
        || (limits.segmentBoundaryMask() & PAGE_MASK) != PAGE_MASK) {
      return false;
    }
    long address = bio.hasMemory() ? bio.segment(0).address() + bio.segmentOffset(0) : 0;
    return (address & PAGE_MASK) + bio.length() <= PAGE_MASK + 1;
  }

  private static long splitData(CoreBio bio, QueueLimits limits) {
    if (isInOnePage(bio, limits)) {
      return answer(0, 1);
    }
    long maxBytes = maxBytes(bio.offset(), limits, blockBytes(bio, limits));
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
        return cut(done, pieces, blockBytes(bio, limits));
      }
      previousEnd = address + left;
      while (left > 0) {
        if (pieces == limits.maxSegments()) {
          return cut(done, pieces, blockBytes(bio, limits));
        }
        long length = Math.min(left, maxSegmentSize);
        // Distance to the boundary, less 1 so that a mask of all bits does not overflow.
        long toBoundary = boundary - (address & boundary);
        if (length - 1 > toBoundary) {
          length = toBoundary + 1;
        }
        pieces++;
        if (length > maxBytes - done) {
          return cut(maxBytes, maxBytes > done ? pieces : pieces - 1, blockBytes(bio, limits));
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
    long bytes = bio.length();
    if (bytes <= maxBytes && segments <= limits.maxSegments()) {
      return answer(0, segments);
    }
    // Without memory, the declared segments count as equally long.
    long length = maxBytes;
    if (segments > limits.maxSegments()) {
      length = Math.min(length, bytes / segments * limits.maxSegments());
    }
    int pieces = (int) Math.max(1, segments * length / bytes);
    return cut(length, pieces, blockBytes(bio, limits));
  }

  /** Returns the unit in which a bio may be cut: the block of its file, or of the device. */
  private static long blockBytes(CoreBio bio, QueueLimits limits) {
    DriverFile file = bio.file();
    int own = file == null ? 0 : file.blockBytes();
    return own == 0 ? limits.logicalBlockSize() : own;
  }

  private static long cut(long bytes, int pieces, long block) {
    long whole = bytes & -block;
    return whole == 0 ? IMPOSSIBLE : answer(whole, pieces);
  }

  /**
   * Returns the largest number of bytes of a read or write that begins at an offset, chosen so that
   * the piece ends at a physical block where possible.
   */
  private static long maxBytes(long start, QueueLimits limits, long block) {
    long physical = limits.physicalBlockSize();
    long most = (long) limits.maxSectors() << 9;
    long chunk = (long) limits.chunkSectors() << 9;
    if (chunk > 0) {
      most = Math.min(most, chunk - Math.floorMod(start, chunk));
    }
    long beyond = start & (physical - 1);
    long end = (beyond + most) & -physical;
    if (end > beyond) {
      return end - beyond;
    }
    return most & -block;
  }

  private static long splitDiscard(CoreBio bio, QueueLimits limits, int limit) {
    long granularity = Math.max(512, limits.discardGranularity());
    long most = (long) QueueLimits.MOST_SECTORS << 9 & -limits.logicalBlockSize();
    most = Math.min((long) limit << 9, most);
    most -= most % granularity;
    if (most == 0 || bio.length() <= most) {
      return answer(0, 1);
    }
    long alignment = (limits.discardAlignment() & -512L) % granularity;
    long beyond = Math.floorMod(bio.offset() + most - alignment, granularity);
    return cutWithoutData(bio, most > beyond ? most - beyond : most, 1);
  }

  /**
   * Cuts a bio that moves no data. As in Linux 6.1, the limits of the device alone decide where;
   * only a file whose block is its own is cut between two of its blocks.
   */
  private static long cutWithoutData(CoreBio bio, long bytes, int pieces) {
    DriverFile file = bio.file();
    return file == null || file.blockBytes() == 0
        ? answer(bytes, pieces)
        : cut(bytes, pieces, file.blockBytes());
  }
}
