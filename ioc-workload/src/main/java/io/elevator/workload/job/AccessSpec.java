package io.elevator.workload.job;

import org.jspecify.annotations.Nullable;

/**
 * What a job does to its files: everything that decides the sequence of its I/Os, but not their
 * timing.
 *
 * @param mode operations, sequential or random
 * @param blockSizes bytes per I/O
 * @param readPercent share of reads in a mixed mode, 0 to 100
 * @param sequence the number after the colon of {@code rw=randread:8}; 0 when there is none: I/Os
 *     per random offset, or for a sequential mode bytes skipped after each I/O, backwards if
 *     negative
 * @param repeatOffset whether {@code sequence} repeats an offset instead of walking on from it
 * @param randomMap whether a random mode touches every block once before it touches one twice
 * @param ioSize bytes moved per pass; null for the size of the job's part of its files
 * @param numberIos I/Os per pass at most, 0 for no limit
 * @param seed the seed that the job file gave, null for the run's
 * @param repeatable whether runs repeat the same sequence
 * @param offsets where I/Os go, beside the mode
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
  /** With fio's defaults for where I/Os go. */
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

  /** Returns a copy whose passes move {@code bytes}. */
  public AccessSpec withIoSize(long bytes) {
    return new AccessSpec(
        mode,
        blockSizes,
        readPercent,
        sequence,
        repeatOffset,
        randomMap,
        bytes,
        numberIos,
        seed,
        repeatable,
        offsets);
  }

  /** Returns a copy whose random blocks are drawn without a map of those touched. */
  public AccessSpec withoutRandomMap() {
    return new AccessSpec(
        mode,
        blockSizes,
        readPercent,
        sequence,
        repeatOffset,
        false,
        ioSize,
        numberIos,
        seed,
        repeatable,
        offsets);
  }

  /** Returns a copy with other offsets. */
  public AccessSpec withOffsets(OffsetSpec others) {
    return new AccessSpec(
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
        others);
  }
}
