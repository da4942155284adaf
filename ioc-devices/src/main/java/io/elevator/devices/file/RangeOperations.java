package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.devices.linux.NativeFile;
import io.elevator.spi.driver.DriverRequest;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Discards and write-zeroes on a file. They call {@code fallocate} on a descriptor of their own,
 * because the JDK has no such calls. The drive does not offer them if it is read-only, without
 * native access, outside Linux, or if the file system refuses them when the drive is opened.
 *
 * <p>Thread-safe: immutable. While a discard or write-zeroes runs, the lock for writes of a part of
 * a unit is held, because such a write would restore old contents around the written part.
 */
final class RangeOperations implements AutoCloseable {
  private final @Nullable NativeFile file;
  private final @Nullable ReentrantReadWriteLock partialWrites;
  private final boolean discards;
  private final boolean zeroes;

  /**
   * Opens the descriptor and determines whether the file supports discards and write-zeroes.
   *
   * @param drive file of the drive
   * @param partialWrites lock of the drive for writes of a part of a unit, or null if there are
   *     none
   */
  RangeOperations(DriveFile drive, @Nullable ReentrantReadWriteLock partialWrites)
      throws IOException {
    this.partialWrites = partialWrites;
    if (drive.isReadOnly() || !NativeFile.unavailableReason().isEmpty()) {
      file = null;
      discards = false;
      zeroes = false;
      return;
    }
    NativeFile opened = NativeFile.open(drive.path(), false, drive.isDirect());
    try {
      discards = opened.offers(NativeFile.PUNCH_HOLE);
      zeroes = opened.offers(NativeFile.ZERO_RANGE);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    file = opened;
  }

  /**
   * Returns the descriptor of the file, or null if there is none. It was opened with the same flags
   * as the drive's channels.
   */
  @Nullable NativeFile file() {
    return file;
  }

  /**
   * Returns the given limits with those of discards and write-zeroes added, if the file supports
   * them.
   */
  QueueLimits addTo(QueueLimits limits) {
    QueueLimits.Builder builder = limits.toBuilder();
    addTo(builder, limits.logicalBlockSize(), discards, zeroes);
    return builder.build();
  }

  /** Adds the limits of discards and write-zeroes. */
  static void addTo(QueueLimits.Builder limits, int block, boolean discards, boolean zeroes) {
    // Limits each discard and write-zeroes to 1 GiB, because it occupies a thread for its whole
    // duration.
    final int longest = 1 << 21;
    if (discards) {
      QueueLimits.Builder ignored =
          limits.maxDiscardSectors(longest).discardGranularity(Math.max(block, 4096), 0);
    }
    if (zeroes) {
      QueueLimits.Builder ignored = limits.maxWriteZeroesSectors(longest);
    }
  }

  /** Discards the range of a request: the file system frees the space. */
  BioStatus discard(DriverRequest rq) throws IOException {
    return discards ? perform(NativeFile.PUNCH_HOLE, rq) : BioStatus.NOTSUPP;
  }

  /** Zeroes the range of a request, so that it reads as zeros. */
  BioStatus writeZeroes(DriverRequest rq) throws IOException {
    return zeroes ? perform(NativeFile.ZERO_RANGE, rq) : BioStatus.NOTSUPP;
  }

  private BioStatus perform(int mode, DriverRequest rq) throws IOException {
    NativeFile open = file;
    if (open == null) {
      return BioStatus.NOTSUPP;
    }
    ReentrantReadWriteLock locks = partialWrites;
    if (locks != null) {
      locks.readLock().lock();
    }
    try {
      open.allocateRange(mode, rq.offset(), rq.length());
      return BioStatus.OK;
    } finally {
      if (locks != null) {
        locks.readLock().unlock();
      }
    }
  }

  @Override
  public void close() throws IOException {
    NativeFile open = file;
    if (open != null) {
      open.close();
    }
  }
}
