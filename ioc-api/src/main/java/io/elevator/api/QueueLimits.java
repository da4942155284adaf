package io.elevator.api;

/**
 * The limits of a device for the requests that it accepts. Immutable; {@link #builder()} creates
 * limits. A sector has 512 bytes. Source: Linux 6.1 {@code struct queue_limits} and its defaults.
 *
 * @param maxSectors largest length of a read or write, in sectors
 * @param maxHwSectors largest length that the hardware supports, in sectors; upper bound of
 *     maxSectors
 * @param chunkSectors distance of boundaries that no request crosses, in sectors; 0 for none
 * @param maxSegments largest number of data segments of a request
 * @param maxSegmentSize largest length of a data segment, in bytes
 * @param segmentBoundaryMask distance of boundaries that no segment crosses, in bytes, less 1
 * @param virtBoundaryMask distance of boundaries, in bytes, less 1; each segment except the first
 *     starts, and each except the last ends, on a boundary; 0 for none
 * @param logicalBlockSize smallest addressable unit, in bytes; below 512 for a driver of files that
 *     reads and writes single bytes
 * @param physicalBlockSize smallest unit that is written without read-modify-write, in bytes
 * @param maxDiscardSectors largest length of a discard, in sectors; 0 if there are none
 * @param maxDiscardSegments largest number of ranges of a discard
 * @param discardGranularity unit of a discard, in bytes; 0 if unknown
 * @param discardAlignment offset of the first unit of discards, in bytes
 * @param maxSecureEraseSectors largest length of a secure erase, in sectors; 0 if there are none
 * @param maxWriteZeroesSectors largest length of write-zeroes, in sectors; 0 if there are none
 * @param dmaAlignmentMask alignment of data addresses, in bytes, less 1
 */
public record QueueLimits(
    int maxSectors,
    int maxHwSectors,
    int chunkSectors,
    int maxSegments,
    int maxSegmentSize,
    long segmentBoundaryMask,
    long virtBoundaryMask,
    int logicalBlockSize,
    int physicalBlockSize,
    int maxDiscardSectors,
    int maxDiscardSegments,
    int discardGranularity,
    int discardAlignment,
    int maxSecureEraseSectors,
    int maxWriteZeroesSectors,
    int dmaAlignmentMask) {
  /**
   * Largest length of any request, in sectors, regardless of the limits, so that a number of bytes
   * fits into an int.
   */
  public static final int MOST_SECTORS = 8_388_607;

  /** Checks that the limits are consistent. */
  public QueueLimits {
    requirePower("logicalBlockSize", logicalBlockSize, 1);
    requirePower("physicalBlockSize", physicalBlockSize, logicalBlockSize);
    requireAtLeast("maxSectors", maxSectors, Math.max(1, logicalBlockSize >> 9));
    requireAtLeast("maxHwSectors", maxHwSectors, maxSectors);
    requireAtLeast("maxSegments", maxSegments, 1);
    requireAtLeast("maxSegmentSize", maxSegmentSize, logicalBlockSize);
    requireAtLeast("maxDiscardSegments", maxDiscardSegments, 1);
    requireAtLeast("chunkSectors", chunkSectors, 0);
    requireAtLeast("maxDiscardSectors", maxDiscardSectors, 0);
    requireAtLeast("discardGranularity", discardGranularity, 0);
    requireAtLeast("discardAlignment", discardAlignment, 0);
    requireAtLeast("maxSecureEraseSectors", maxSecureEraseSectors, 0);
    requireAtLeast("maxWriteZeroesSectors", maxWriteZeroesSectors, 0);
    requireAtLeast("dmaAlignmentMask", dmaAlignmentMask, 0);
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + "; expected at least " + least);
    }
  }

  private static void requirePower(String name, int value, int least) {
    requireAtLeast(name, value, least);
    if (Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(name + " is " + value + "; expected a power of two");
    }
  }

  /** Returns a builder with the default limits of Linux 6.1. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder with these limits. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.maxSectors = maxSectors;
    builder.maxHwSectors = maxHwSectors;
    builder.chunkSectors = chunkSectors;
    builder.maxSegments = maxSegments;
    builder.maxSegmentSize = maxSegmentSize;
    builder.segmentBoundaryMask = segmentBoundaryMask;
    builder.virtBoundaryMask = virtBoundaryMask;
    builder.logicalBlockSize = logicalBlockSize;
    builder.physicalBlockSize = physicalBlockSize;
    builder.maxDiscardSectors = maxDiscardSectors;
    builder.maxDiscardSegments = maxDiscardSegments;
    builder.discardGranularity = discardGranularity;
    builder.discardAlignment = discardAlignment;
    builder.maxSecureEraseSectors = maxSecureEraseSectors;
    builder.maxWriteZeroesSectors = maxWriteZeroesSectors;
    builder.dmaAlignmentMask = dmaAlignmentMask;
    return builder;
  }

  /** A builder of limits. Not thread-safe. */
  public static final class Builder {
    private static final int PAGE_SECTORS = 8;

    private int maxSectors = 255;
    private int maxHwSectors = 255;
    private int chunkSectors;
    private int maxSegments = 128;
    private int maxSegmentSize = 65536;
    private long segmentBoundaryMask = 0xffff_ffffL;
    private long virtBoundaryMask;
    private int logicalBlockSize = 512;
    private int physicalBlockSize = 512;
    private int maxDiscardSectors;
    private int maxDiscardSegments = 1;
    private int discardGranularity;
    private int discardAlignment;
    private int maxSecureEraseSectors;
    private int maxWriteZeroesSectors;
    private int dmaAlignmentMask = 511;

    private Builder() {}

    /**
     * Sets the largest length that the hardware supports, in sectors, at least a page. The limit in
     * use becomes the smaller of this length and 2560.
     */
    public Builder maxHwSectors(int value) {
      maxHwSectors = Math.max(value, PAGE_SECTORS);
      maxSectors = Math.min(maxHwSectors, 2560);
      return this;
    }

    /**
     * Sets the largest length of a read or write, in sectors, and raises the length that the
     * hardware supports if that is less.
     */
    public Builder maxSectors(int value) {
      maxSectors = value;
      maxHwSectors = Math.max(maxHwSectors, value);
      return this;
    }

    /** Sets the distance of boundaries that no request crosses, in sectors. */
    public Builder chunkSectors(int value) {
      chunkSectors = value;
      return this;
    }

    /** Sets the largest number of data segments; 0 becomes 1. */
    public Builder maxSegments(int value) {
      maxSegments = Math.max(value, 1);
      return this;
    }

    /** Sets the largest length of a data segment, in bytes, at least a page. */
    public Builder maxSegmentSize(int value) {
      maxSegmentSize = Math.max(value, 4096);
      return this;
    }

    /** Sets the distance of boundaries that no segment crosses, in bytes, less 1. */
    public Builder segmentBoundaryMask(long value) {
      segmentBoundaryMask = value;
      return this;
    }

    /**
     * Sets the distance of boundaries on which adjacent segments meet, in bytes, less 1, and
     * removes the limit on their length.
     */
    public Builder virtBoundaryMask(long value) {
      virtBoundaryMask = value;
      if (value != 0) {
        maxSegmentSize = Integer.MAX_VALUE;
      }
      return this;
    }

    /**
     * Sets the logical block size, in bytes, and raises the physical block size if that is less.
     */
    public Builder logicalBlockSize(int value) {
      logicalBlockSize = value;
      physicalBlockSize = Math.max(physicalBlockSize, value);
      return this;
    }

    /** Sets the physical block size, in bytes. */
    public Builder physicalBlockSize(int value) {
      physicalBlockSize = value;
      return this;
    }

    /** Sets the largest length of a discard, in sectors. */
    public Builder maxDiscardSectors(int value) {
      maxDiscardSectors = value;
      return this;
    }

    /** Sets the largest number of ranges of a discard. */
    public Builder maxDiscardSegments(int value) {
      maxDiscardSegments = value;
      return this;
    }

    /** Sets the unit of discards and the offset of the first unit, in bytes. */
    public Builder discardGranularity(int granularity, int alignment) {
      discardGranularity = granularity;
      discardAlignment = alignment;
      return this;
    }

    /** Sets the largest length of a secure erase, in sectors. */
    public Builder maxSecureEraseSectors(int value) {
      maxSecureEraseSectors = value;
      return this;
    }

    /** Sets the largest length of write-zeroes, in sectors. */
    public Builder maxWriteZeroesSectors(int value) {
      maxWriteZeroesSectors = value;
      return this;
    }

    /** Sets the alignment of data addresses, in bytes, less 1. */
    public Builder dmaAlignmentMask(int value) {
      dmaAlignmentMask = value;
      return this;
    }

    /** Returns the limits, with lengths rounded down to the logical block. */
    public QueueLimits build() {
      int block = logicalBlockSize >> 9;
      return new QueueLimits(
          maxSectors - maxSectors % Math.max(block, 1),
          maxHwSectors - maxHwSectors % Math.max(block, 1),
          chunkSectors,
          maxSegments,
          maxSegmentSize,
          segmentBoundaryMask,
          virtBoundaryMask,
          logicalBlockSize,
          physicalBlockSize,
          maxDiscardSectors,
          maxDiscardSegments,
          discardGranularity,
          discardAlignment,
          maxSecureEraseSectors,
          maxWriteZeroesSectors,
          dmaAlignmentMask);
    }
  }
}
