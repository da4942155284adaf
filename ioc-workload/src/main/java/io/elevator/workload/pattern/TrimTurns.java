package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;
import java.util.Arrays;

/**
 * Order of trims and writes of a sequential job that trims before it writes, if trims and writes
 * differ in size. As in fio, trims and writes each have their own position in the file. A write
 * comes next unless the last write began where the last trim began. So several writes follow a
 * larger trim; if the writes are larger, they soon begin elsewhere than the trims, and then no trim
 * comes any more.
 *
 * <p>Not thread-safe.
 */
final class TrimTurns {
  private final long[] sizes;
  private final long[] trimStarts;
  private final long[] trimEnds;
  private final long[] writeStarts;
  private final long[] writeEnds;

  /**
   * Creates the order; the positions of trims and writes are at the start of each file's region.
   *
   * @param sizes size of each file's region, in bytes
   */
  TrimTurns(long[] sizes) {
    this.sizes = sizes.clone();
    trimStarts = new long[sizes.length];
    trimEnds = new long[sizes.length];
    writeStarts = new long[sizes.length];
    writeEnds = new long[sizes.length];
    startOver();
  }

  /** Returns the direction of the next I/O in {@code file}: a trim or a write. */
  Direction due(int file) {
    return trimStarts[file] == writeStarts[file] ? Direction.TRIM : Direction.WRITE;
  }

  /**
   * Returns whether {@code bytes} bytes fit between the last I/O in {@code direction} and the end
   * of the region.
   */
  boolean fits(int file, Direction direction, int bytes) {
    long end = direction == Direction.TRIM ? trimEnds[file] : writeEnds[file];
    return end + bytes <= sizes[file];
  }

  /**
   * Records a trim or write that was drawn.
   *
   * @param file index of the file
   * @param direction trim or write
   * @param offset offset of the I/O in the region, in bytes
   * @param bytes size of the I/O, in bytes
   */
  void moved(int file, Direction direction, long offset, int bytes) {
    boolean trim = direction == Direction.TRIM;
    (trim ? trimStarts : writeStarts)[file] = offset;
    (trim ? trimEnds : writeEnds)[file] = offset + bytes;
  }

  /** Returns the positions of trims and writes to the start of each file's region. */
  void startOver() {
    Arrays.fill(trimStarts, -1);
    Arrays.fill(writeStarts, -1);
    Arrays.fill(trimEnds, 0);
    Arrays.fill(writeEnds, 0);
  }
}
