package io.elevator.workload.pattern;

import io.elevator.workload.job.SizeChoice;

/** Generator of the sizes of I/Os. Not thread-safe. */
final class SizeDraw {
  private static final int SECTOR = 512;

  private final Seeded random;
  private final boolean unaligned;

  /**
   * Creates a generator of sizes.
   *
   * @param random source of the sizes
   * @param unaligned whether the sizes of a range are multiples of a sector, instead of its
   *     smallest size
   */
  SizeDraw(Seeded random, boolean unaligned) {
    this.random = random;
    this.unaligned = unaligned;
  }

  /**
   * Returns the next size of an I/O.
   *
   * @param choice sizes to choose from
   * @param room greatest size in bytes; it is ignored if even the smallest size of {@code choice}
   *     is greater
   */
  int next(SizeChoice choice, long room) {
    // The type is tested without a switch over types, because the JVM needs tens of milliseconds at
    // the start to link such a switch.
    if (choice instanceof SizeChoice.Range range) {
      int drawn = fromRange(range);
      return drawn <= room ? drawn : (int) Math.max(range.min(), room - room % unit(range));
    }
    if (choice instanceof SizeChoice.Split split) {
      int drawn = fromSplit(split);
      return drawn <= room ? drawn : largest(split, room);
    }
    return choice.min();
  }

  private int unit(SizeChoice.Range range) {
    return unaligned ? SECTOR : range.min();
  }

  private int fromRange(SizeChoice.Range range) {
    int unit = unit(range);
    return (int) (range.min() + random.below((range.max() - range.min()) / unit + 1L) * unit);
  }

  private int fromSplit(SizeChoice.Split split) {
    long percent = random.below(100);
    for (SizeChoice.Share share : split.shares()) {
      percent -= share.percent();
      if (percent < 0) {
        return share.bytes();
      }
    }
    return split.shares().getLast().bytes();
  }

  private static int largest(SizeChoice.Split split, long room) {
    int best = split.min();
    for (SizeChoice.Share share : split.shares()) {
      if (share.bytes() <= room) {
        best = Math.max(best, share.bytes());
      }
    }
    return best;
  }

  void reset() {
    random.reset();
  }
}
