package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;
import java.util.Arrays;

/**
 * Whether a sequential job that trims before it writes trims or writes next, where trims and writes
 * differ in size. As in fio each of the two walks through the file on its own: a write follows,
 * unless the last write began where the last trim began. So writes catch up with trims that are
 * larger; writes that are larger soon begin elsewhere, and no trim follows any more.
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
   * Begins in front of all files.
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

  /** Returns what comes next in {@code file}: a trim or a write. */
  Direction due(int file) {
    return trimStarts[file] == writeStarts[file] ? Direction.TRIM : Direction.WRITE;
  }

  /** Returns whether {@code bytes} fit between the last I/O in {@code direction} and the end. */
  boolean fits(int file, Direction direction, int bytes) {
    long end = direction == Direction.TRIM ? trimEnds[file] : writeEnds[file];
    return end + bytes <= sizes[file];
  }

  /**
   * Notes an I/O.
   *
   * @param offset its place in the region, in bytes
   */
  void moved(int file, Direction direction, long offset, int bytes) {
    boolean trim = direction == Direction.TRIM;
    (trim ? trimStarts : writeStarts)[file] = offset;
    (trim ? trimEnds : writeEnds)[file] = offset + bytes;
  }

  /** Begins in front of all files again. */
  void startOver() {
    Arrays.fill(trimStarts, -1);
    Arrays.fill(writeStarts, -1);
    Arrays.fill(trimEnds, 0);
    Arrays.fill(writeEnds, 0);
  }
}
