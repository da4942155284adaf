package io.elevator.cli.job;

/**
 * Bytes per I/O of each direction.
 *
 * @param read at least 1
 * @param write at least 1
 * @param trim at least 1
 */
public record BlockSizes(int read, int write, int trim) {
  /** One size for all, 4096 by default in fio. */
  public static BlockSizes of(int bytes) {
    return new BlockSizes(bytes, bytes, bytes);
  }

  /** The size of an I/O in {@code direction}. */
  public int of(Direction direction) {
    return switch (direction) {
      case READ -> read;
      case WRITE -> write;
      case TRIM -> trim;
    };
  }

  /** The smallest size among those that {@code mode} uses. */
  public int smallest(AccessMode mode) {
    return mode.mixed() ? Math.min(read, write) : mode.reads() ? read : write;
  }

  /** The largest size among those that {@code mode} uses. */
  public int largest(AccessMode mode) {
    return mode.mixed() ? Math.max(read, write) : mode.reads() ? read : write;
  }
}
