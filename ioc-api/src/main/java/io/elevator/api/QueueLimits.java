package io.elevator.api;

/**
 * What a device accepts, in the field's terms. Immutable; start from {@link #builder()}. Sectors
 * are 512 bytes. Source: Linux 6.1 {@code struct queue_limits} and its defaults.
 *
 * @param maxSectors longest read or write
 * @param maxHwSectors what the hardware could do; bounds what maxSectors may be set to
 * @param chunkSectors no request crosses a multiple of this; 0 for none
 * @param maxSegments most data segments of a request
 * @param maxSegmentSize longest data segment, bytes
 * @param segmentBoundaryMask no segment crosses a multiple of this plus 1
 * @param virtBoundaryMask segments but the first start, and but the last end, on a multiple of this
 *     plus 1; 0 for none
 * @param logicalBlockSize smallest addressable unit, bytes; below 512 for a driver of files that
 *     reads and writes single bytes
 * @param physicalBlockSize smallest unit written without read-modify-write, bytes
 * @param maxDiscardSectors longest discard; 0 when the device has none
 * @param maxDiscardSegments most ranges of one discard
 * @param discardGranularity unit of a discard, bytes; 0 unknown
 * @param discardAlignment offset of the first unit, bytes
 * @param maxSecureEraseSectors longest secure erase; 0 for none
 * @param maxWriteZeroesSectors longest write-zeroes; 0 for none
 * @param dmaAlignmentMask alignment of data addresses, minus 1
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
   * No request is longer than this many sectors whatever the limits say, so that byte counts fit an
   * int.
   */
  public static final int MOST_SECTORS = 8_388_607;

  /** Checks the parts against each other. */
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

  /** Returns a builder with the reference's defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder with these values. */
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

  /** Collects limits; not thread-safe. */
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
     * Sets what the hardware can do, which below a page becomes a page; the limit in use becomes
     * the smaller of it and 2560.
     */
    public Builder maxHwSectors(int value) {
      maxHwSectors = Math.max(value, PAGE_SECTORS);
      maxSectors = Math.min(maxHwSectors, 2560);
      return this;
    }

    /** Sets the longest read or write, raising what the hardware can do if that is less. */
    public Builder maxSectors(int value) {
      maxSectors = value;
      maxHwSectors = Math.max(maxHwSectors, value);
      return this;
    }

    /** Sets the chunk that no request crosses. */
    public Builder chunkSectors(int value) {
      chunkSectors = value;
      return this;
    }

    /** Sets the most data segments; 0 becomes 1. */
    public Builder maxSegments(int value) {
      maxSegments = Math.max(value, 1);
      return this;
    }

    /** Sets the longest data segment in bytes; below a page it becomes a page. */
    public Builder maxSegmentSize(int value) {
      maxSegmentSize = Math.max(value, 4096);
      return this;
    }

    /** Sets the boundary that no segment crosses. */
    public Builder segmentBoundaryMask(long value) {
      segmentBoundaryMask = value;
      return this;
    }

    /** Sets the boundary on which segments meet; lifts the limit on their size. */
    public Builder virtBoundaryMask(long value) {
      virtBoundaryMask = value;
      if (value != 0) {
        maxSegmentSize = Integer.MAX_VALUE;
      }
      return this;
    }

    /** Sets the logical block in bytes, raising the physical one if that is less. */
    public Builder logicalBlockSize(int value) {
      logicalBlockSize = value;
      physicalBlockSize = Math.max(physicalBlockSize, value);
      return this;
    }

    /** Sets the physical block in bytes. */
    public Builder physicalBlockSize(int value) {
      physicalBlockSize = value;
      return this;
    }

    /** Sets the longest discard. */
    public Builder maxDiscardSectors(int value) {
      maxDiscardSectors = value;
      return this;
    }

    /** Sets the most ranges of one discard. */
    public Builder maxDiscardSegments(int value) {
      maxDiscardSegments = value;
      return this;
    }

    /** Sets unit and offset of discards, in bytes. */
    public Builder discardGranularity(int granularity, int alignment) {
      discardGranularity = granularity;
      discardAlignment = alignment;
      return this;
    }

    /** Sets the longest secure erase. */
    public Builder maxSecureEraseSectors(int value) {
      maxSecureEraseSectors = value;
      return this;
    }

    /** Sets the longest write-zeroes. */
    public Builder maxWriteZeroesSectors(int value) {
      maxWriteZeroesSectors = value;
      return this;
    }

    /** Sets the alignment of data addresses, minus 1. */
    public Builder dmaAlignmentMask(int value) {
      dmaAlignmentMask = value;
      return this;
    }

    /** Rounds lengths down to the logical block and makes the limits. */
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
