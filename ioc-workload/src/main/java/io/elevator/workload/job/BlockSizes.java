package io.elevator.workload.job;

import java.util.stream.Stream;

/**
 * Bytes per I/O of each direction.
 *
 * @param read of reads
 * @param write of writes
 * @param trim of trims
 * @param unaligned whether sizes of a range need not be multiples of its least
 * @param bySequence whether {@code read} is that of all sequential I/Os and {@code write} that of
 *     all random ones: {@code bs_is_seq_rand}
 */
public record BlockSizes(
    SizeChoice read, SizeChoice write, SizeChoice trim, boolean unaligned, boolean bySequence) {
  /** Fixed sizes. */
  public BlockSizes(int read, int write, int trim) {
    this(
        new SizeChoice.Fixed(read),
        new SizeChoice.Fixed(write),
        new SizeChoice.Fixed(trim),
        false,
        false);
  }

  /** One size for all, 4096 by default in fio. */
  public static BlockSizes of(int bytes) {
    return new BlockSizes(bytes, bytes, bytes);
  }

  /** How the size of an I/O in {@code direction} is chosen. */
  public SizeChoice of(Direction direction) {
    return switch (direction) {
      case READ -> read;
      case WRITE -> write;
      case TRIM -> trim;
    };
  }

  /** The same for an I/O that is known to be random or not. */
  public SizeChoice of(Direction direction, boolean random) {
    return bySequence ? random ? write : read : of(direction);
  }

  /** The smallest size among those that {@code mode} uses. */
  public int smallest(AccessMode mode) {
    return used(mode).mapToInt(SizeChoice::min).min().orElseThrow();
  }

  /** The largest size among those that {@code mode} uses. */
  public int largest(AccessMode mode) {
    return used(mode).mapToInt(SizeChoice::max).max().orElseThrow();
  }

  /** Whether {@code mode} trims before it writes and the two have sizes of their own. */
  public boolean trimsApart(AccessMode mode) {
    return mode.trimsBeforeWrites() && !mode.random() && !write.equals(trim);
  }

  /** The least region, in bytes, in which {@code mode} can do an I/O of each kind that it needs. */
  public int leastRegion(AccessMode mode) {
    return trimsApart(mode) ? Math.max(write.min(), trim.min()) : smallest(mode);
  }

  /** Returns the smallest size of all directions, used or not; fio rounds percentages to it. */
  public int smallestOfAll() {
    return Math.min(read.min(), Math.min(write.min(), trim.min()));
  }

  /** The choices that {@code mode} makes. */
  public Stream<SizeChoice> used(AccessMode mode) {
    return bySequence
        ? Stream.of(read, write)
        : Stream.of(Direction.values()).filter(mode::does).map(this::of);
  }
}
