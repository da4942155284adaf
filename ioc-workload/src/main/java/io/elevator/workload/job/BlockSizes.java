package io.elevator.workload.job;

import java.util.stream.Stream;

/**
 * Block sizes of I/Os by direction.
 *
 * @param read size of a read
 * @param write size of a write
 * @param trim size of a trim
 * @param unaligned whether the sizes of a range may be other than multiples of its smallest size
 * @param bySequence whether {@code read} applies to all sequential I/Os and {@code write} to all
 *     random I/Os ({@code bs_is_seq_rand})
 */
public record BlockSizes(
    SizeChoice read, SizeChoice write, SizeChoice trim, boolean unaligned, boolean bySequence) {
  /** Creates fixed sizes, in bytes. */
  public BlockSizes(int read, int write, int trim) {
    this(
        new SizeChoice.Fixed(read),
        new SizeChoice.Fixed(write),
        new SizeChoice.Fixed(trim),
        false,
        false);
  }

  /** Returns one fixed size for all directions, in bytes. fio's default is 4096. */
  public static BlockSizes of(int bytes) {
    return new BlockSizes(bytes, bytes, bytes);
  }

  /** Returns the size choice for I/Os in {@code direction}. */
  public SizeChoice of(Direction direction) {
    return switch (direction) {
      case READ -> read;
      case WRITE -> write;
      case TRIM -> trim;
    };
  }

  /** Returns the size choice for I/Os in {@code direction} that are random or sequential. */
  public SizeChoice of(Direction direction, boolean random) {
    return bySequence ? random ? write : read : of(direction);
  }

  /** Returns the smallest size that {@code mode} can use, in bytes. */
  public int smallest(AccessMode mode) {
    return used(mode).mapToInt(SizeChoice::min).min().orElseThrow();
  }

  /** Returns the largest size that {@code mode} can use, in bytes. */
  public int largest(AccessMode mode) {
    return used(mode).mapToInt(SizeChoice::max).max().orElseThrow();
  }

  /**
   * Returns whether {@code mode} trims before it writes, with different sizes for trims and writes.
   */
  public boolean trimsApart(AccessMode mode) {
    return mode.trimsBeforeWrites() && !mode.random() && !write.equals(trim);
  }

  /**
   * Returns the smallest region, in bytes, in which {@code mode} can do an I/O of each kind it
   * needs.
   */
  public int leastRegion(AccessMode mode) {
    return trimsApart(mode) ? Math.max(write.min(), trim.min()) : smallest(mode);
  }

  /**
   * Returns the smallest size of all directions, used or not, in bytes; fio rounds percentages to
   * it.
   */
  public int smallestOfAll() {
    return Math.min(read.min(), Math.min(write.min(), trim.min()));
  }

  /** Returns the size choices that {@code mode} uses. */
  public Stream<SizeChoice> used(AccessMode mode) {
    return bySequence
        ? Stream.of(read, write)
        : Stream.of(Direction.values()).filter(mode::does).map(this::of);
  }
}
