package io.elevator.workload.job;

import org.jspecify.annotations.Nullable;

/**
 * Accesses of a job: everything that determines the sequence of its I/Os, except their timing.
 *
 * @param mode operations, sequential or random
 * @param blockSizes block sizes, in bytes
 * @param readPercent share of reads in a mixed mode, 0 to 100
 * @param sequence number after the colon of {@code rw=randread:8}, 0 if there is none: the number
 *     of I/Os per random offset, or for a sequential mode the bytes skipped after each I/O
 *     (backwards if negative)
 * @param repeatOffset whether the {@code sequence} I/Os of a random offset all use that offset,
 *     instead of consecutive ones
 * @param randomMap whether a random mode accesses every block once before it accesses one again
 * @param ioSize bytes moved per pass; null for the size of the job's part of its files
 * @param numberIos greatest number of I/Os per pass, 0 for no limit
 * @param seed seed given in the job file, null for the seed of the run
 * @param repeatable whether each run repeats the same sequence
 * @param offsets rules for offsets
 */
public record AccessSpec(
    AccessMode mode,
    BlockSizes blockSizes,
    int readPercent,
    long sequence,
    boolean repeatOffset,
    boolean randomMap,
    @Nullable Long ioSize,
    long numberIos,
    @Nullable Long seed,
    boolean repeatable,
    OffsetSpec offsets) {
  /** Creates an access specification with fio's default rules for offsets. */
  public AccessSpec(
      AccessMode mode,
      BlockSizes blockSizes,
      int readPercent,
      long sequence,
      boolean repeatOffset,
      boolean randomMap,
      @Nullable Long ioSize,
      long numberIos,
      @Nullable Long seed,
      boolean repeatable) {
    this(
        mode,
        blockSizes,
        readPercent,
        sequence,
        repeatOffset,
        randomMap,
        ioSize,
        numberIos,
        seed,
        repeatable,
        OffsetSpec.DEFAULTS);
  }

  /** Returns a copy of this specification whose passes move {@code bytes} bytes. */
  public AccessSpec withIoSize(long bytes) {
    return copy(randomMap, bytes, offsets);
  }

  /**
   * Returns a copy of this specification that draws random blocks without a map of the accessed
   * blocks.
   */
  public AccessSpec withoutRandomMap() {
    return copy(false, ioSize, offsets);
  }

  /** Returns a copy of this specification with the offset rules {@code others}. */
  public AccessSpec withOffsets(OffsetSpec others) {
    return copy(randomMap, ioSize, others);
  }

  private AccessSpec copy(boolean map, @Nullable Long bytes, OffsetSpec rules) {
    return new AccessSpec(
        mode,
        blockSizes,
        readPercent,
        sequence,
        repeatOffset,
        map,
        bytes,
        numberIos,
        seed,
        repeatable,
        rules);
  }
}
