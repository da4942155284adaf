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
  /** Creates block sizes with one fixed size for each direction, in bytes. */
  public BlockSizes(int read, int write, int trim) {
    this(
        new SizeChoice.Fixed(read),
        new SizeChoice.Fixed(write),
        new SizeChoice.Fixed(trim),
        false,
        false);
  }

  /**
   * Returns block sizes with one fixed size for all directions, in bytes. fio's default is 4096.
   */
  public static BlockSizes of(int bytes) {
    return new BlockSizes(bytes, bytes, bytes);
  }

  /** Returns the rule that chooses the size of I/Os in {@code direction}. */
  public SizeChoice of(Direction direction) {
    return switch (direction) {
      case READ -> read;
      case WRITE -> write;
      case TRIM -> trim;
    };
  }

  /** Returns the rule that chooses the size of random or sequential I/Os in {@code direction}. */
  public SizeChoice of(Direction direction, boolean random) {
    return bySequence ? random ? write : read : of(direction);
  }

  /** Returns the smallest size that I/Os of {@code mode} can have, in bytes. */
  public int smallest(AccessMode mode) {
    return used(mode).mapToInt(SizeChoice::min).min().orElseThrow();
  }

  /** Returns the largest size that I/Os of {@code mode} can have, in bytes. */
  public int largest(AccessMode mode) {
    return used(mode).mapToInt(SizeChoice::max).max().orElseThrow();
  }

  /**
   * Returns whether {@code mode} trims before it writes, and trims and writes have different sizes.
   */
  public boolean trimsApart(AccessMode mode) {
    return mode.trimsBeforeWrites() && !mode.random() && !write.equals(trim);
  }

  /**
   * Returns the smallest region, in bytes, in which a job of {@code mode} can do an I/O of each
   * kind that it needs.
   */
  public int leastRegion(AccessMode mode) {
    return trimsApart(mode) ? Math.max(write.min(), trim.min()) : smallest(mode);
  }

  /**
   * Returns the smallest size of all directions, used or not, in bytes. fio rounds percentages to a
   * multiple of this size.
   */
  public int smallestOfAll() {
    return Math.min(read.min(), Math.min(write.min(), trim.min()));
  }

  /** Returns the rules for sizes of the directions that {@code mode} uses. */
  public Stream<SizeChoice> used(AccessMode mode) {
    return bySequence
        ? Stream.of(read, write)
        : Stream.of(Direction.values()).filter(mode::does).map(this::of);
  }
}
