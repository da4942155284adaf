package io.elevator.workload.job;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mutable settings for the accesses of one job, filled in by its options; the initial values are
 * fio's defaults.
 */
final class AccessSettings {
  private static final int SECTOR_BYTES = 512;

  AccessMode mode = AccessMode.READ;
  long sequence;
  boolean repeatOffset;
  List<SizeChoice> sizes = Collections.nCopies(Direction.COUNT, new SizeChoice.Fixed(4096));
  boolean unaligned;
  boolean bySequence;
  List<Integer> aligns = OffsetSpec.DEFAULTS.aligns();
  int readPercent = 50;
  boolean randomMap = true;
  List<Spread> spreads = OffsetSpec.DEFAULTS.spreads();
  boolean sequenceAdvances;
  List<Integer> randomPercents = OffsetSpec.DEFAULTS.randomPercents();
  boolean scattered;
  boolean repeatable = true;
  @Nullable Long seed;
  long numberIos;
  FileChoice service = FileChoice.ROUND_ROBIN;
  boolean strided;
  long zoneSize;
  long zoneRange;
  long zoneSkip;

  BlockSizes blockSizes() {
    // In random order each block is written with the size with which it was trimmed, so the size of
    // trims applies to writes, too.
    boolean asTrimmed = mode.trimsBeforeWrites() && mode.random();
    return new BlockSizes(
        sizes.get(0), sizes.get(asTrimmed ? 2 : 1), sizes.get(2), unaligned, bySequence);
  }

  /** Checks combinations of options. */
  void check(JobSettings job) {
    if (strided && zoneSize == 0) {
      throw job.error("zonemode", "it needs a zonesize");
    }
    if (strided && mode.trimsBeforeWrites()) {
      throw job.error("zonemode", "zones and trims before writes do not go together");
    }
    if (blockSizes().trimsApart(mode)) {
      checkTrimsApart(job);
    }
    if ((job.layer.direct || mode.trims()) && firstMisaligned() != null) {
      throw job.error("blockalign", "direct I/O and trims need multiples of 512 bytes");
    }
  }

  private void checkTrimsApart(JobSettings job) {
    String only = " needs the same sizes for writes and trims";
    if (sequence != 0) {
      throw job.error("rw", mode.fioName() + " with holes" + only);
    }
    if (bySequence) {
      throw job.error("bs_is_seq_rand", mode.fioName() + " with it" + only);
    }
    if (job.data.method != VerifyMethod.NONE) {
      throw job.error("verify", "after rw=" + mode.fioName() + " it" + only);
    }
  }

  /**
   * Returns whether sizes, gaps and alignments are multiples of a sector, so that every I/O
   * consists of whole sectors.
   */
  boolean inSectors() {
    return blockSizes().used(mode).allMatch(sizes -> sizes.inUnits(SECTOR_BYTES))
        && (mode.random() ? firstMisaligned() == null : sequence % SECTOR_BYTES == 0);
  }

  private @Nullable Direction firstMisaligned() {
    for (Direction direction : Direction.values()) {
      if (mode.does(direction) && aligns.get(direction.index()) % SECTOR_BYTES != 0) {
        return direction;
      }
    }
    return null;
  }

  /**
   * Returns the distributions. Combined only here, because {@code random_sequence_stride} may come
   * before or after {@code random_distribution}.
   */
  private List<Spread> spreads() {
    return spreads.stream()
        .map(spread ->
            spread instanceof Spread.Sequence(List<Long> blocks, boolean ignored)
                ? new Spread.Sequence(blocks, sequenceAdvances)
                : spread)
        .toList();
  }

  AccessSpec spec(@Nullable SizeLimit ioSize) {
    StrideSpec stride =
        strided ? new StrideSpec(zoneSize, zoneRange == 0 ? zoneSize : zoneRange, zoneSkip) : null;
    return new AccessSpec(
        mode,
        blockSizes(),
        readPercent,
        sequence,
        repeatOffset,
        randomMap,
        ioSize instanceof SizeLimit.Bytes(long bytes) ? bytes : null,
        numberIos,
        seed,
        repeatable,
        new OffsetSpec(spreads(), randomPercents, aligns, scattered, stride, service));
  }
}
