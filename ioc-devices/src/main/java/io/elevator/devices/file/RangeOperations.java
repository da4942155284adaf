package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.devices.linux.Errno;
import io.elevator.devices.linux.LinuxException;
import io.elevator.devices.linux.NativeFile;
import io.elevator.spi.driver.DriverRequest;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Discard and write-zeroes, which the JDK has no call for: {@code fallocate} on a descriptor of its
 * own. None is offered on a drive that is read-only, where native access is not enabled, off Linux,
 * and where the file system refuses it when the drive is opened.
 *
 * <p>Thread-safe: immutable, and a range is excluded from writes of part of a unit by their lock,
 * as they would put back what they read before.
 */
final class RangeOperations implements AutoCloseable {
  private final @Nullable NativeFile file;
  private final @Nullable ReentrantReadWriteLock partialWrites;
  private final boolean discards;
  private final boolean zeroes;

  /**
   * Finds out what the file offers.
   *
   * @param partialWrites the drive's lock, or null if no write is of part of a unit
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

  /** Returns the descriptor, opened as the drive's channels are, or null where there is none. */
  @Nullable NativeFile file() {
    return file;
  }

  /** Adds what is offered to the limits of a drive. */
  QueueLimits addTo(QueueLimits limits) {
    // Of 1 GiB each: a long one occupies a thread for as long as it takes.
    final int longest = 1 << 21;
    QueueLimits.Builder builder = limits.toBuilder();
    if (discards) {
      builder
          .maxDiscardSectors(longest)
          .discardGranularity(Math.max(limits.logicalBlockSize(), 4096), 0);
    }
    if (zeroes) {
      builder.maxWriteZeroesSectors(longest);
    }
    return builder.build();
  }

  /** Frees the range of a request. */
  BioStatus discard(DriverRequest rq) throws IOException {
    return discards ? perform(NativeFile.PUNCH_HOLE, rq) : BioStatus.NOTSUPP;
  }

  /** Makes the range of a request zero. */
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
      open.allocateRange(mode, rq.sector() << 9, (long) rq.sectors() << 9);
      return BioStatus.OK;
    } catch (LinuxException e) {
      return switch (e.errno()) {
        case Errno.EOPNOTSUPP -> BioStatus.NOTSUPP;
        case Errno.ENOSPC, Errno.EDQUOT -> BioStatus.NOSPC;
        default -> throw e;
      };
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
