package io.elevator.devices.file;

import io.elevator.api.QueueLimits;
import io.elevator.devices.linux.NativeFile;
import io.elevator.spi.StateWriter;
import io.elevator.spi.driver.DriverContext;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The one device of a file drive: its file and what all threads of the drive share for it.
 *
 * <p>Thread-safe: {@link #durableLock} guards {@link #durable}; no other lock is taken while it is
 * held.
 */
final class BackingDevice implements AutoCloseable {
  private final DriveFile file;
  private final RangeOperations ranges;
  private final QueueLimits limits;
  private final @Nullable ReentrantReadWriteLock partialWrites;
  private final ReentrantLock durableLock = new ReentrantLock();

  /** Channel for forced writes, opened with the drive; null if the drive is read-only. */
  private @Nullable FileChannel durable;

  /** Opens the file of a drive. */
  BackingDevice(FileOptions options, DriverContext context) throws IOException {
    file = new DriveFile(options.file(), options.blockSize());
    if (!file.directRefusal().isEmpty()) {
      context.notice(
          file.path()
              + ": direct I/O is not possible here ("
              + file.directRefusal()
              + "); going through the page cache");
    }
    partialWrites = options.blockSize() < file.unit() ? new ReentrantReadWriteLock() : null;
    ranges = new RangeOperations(file, partialWrites);
    try {
      limits = ranges.addTo(options.limits(file.unit()));
      // The channel is opened together with the drive and not at the first forced write: by then
      // the file may have been deleted or renamed.
      durable = file.isReadOnly() ? null : file.openDurable();
    } catch (Throwable t) {
      ranges.close();
      throw t;
    }
  }

  /** Opens a channel to the device for one worker. */
  DeviceChannel newChannel(RequestMemory memory, BouncePool bounces, FileStatistics statistics)
      throws IOException {
    FileTransfer transfer =
        new FileTransfer(file.unit(), memory, bounces, partialWrites, nativeFile(), statistics);
    return new DeviceChannel(this, transfer, statistics);
  }

  /** Returns the file. */
  DriveFile file() {
    return file;
  }

  /** Returns the discards and write-zeroes of the file. */
  RangeOperations ranges() {
    return ranges;
  }

  /** Returns the limits of a request. */
  QueueLimits limits() {
    return limits;
  }

  /** Returns a descriptor of the file, or null without native access. */
  @Nullable NativeFile nativeFile() {
    return ranges.file();
  }

  /**
   * Returns the channel for forced writes, whose writes are durable when they return. Returns null
   * if an interrupt has closed the channel and it cannot be opened again; the caller then writes to
   * its own channel and forces the data to the device.
   */
  @Nullable FileChannel durableChannel() {
    durableLock.lock();
    try {
      FileChannel channel = durable;
      if (channel != null && !channel.isOpen()) {
        channel = file.reopen(true, nativeFile());
        durable = channel;
      }
      return channel;
    } catch (IOException e) {
      return null;
    } finally {
      durableLock.unlock();
    }
  }

  /** Writes the properties of the file. */
  void describe(StateWriter out) {
    out.number("direct", file.isDirect() ? 1 : 0);
    if (!file.directRefusal().isEmpty()) {
      out.text("direct_refused", file.directRefusal());
    }
    out.number("unit", file.unit());
  }

  @Override
  public void close() throws IOException {
    ranges.close();
    durableLock.lock();
    try {
      if (durable != null) {
        durable.close();
      }
    } finally {
      durableLock.unlock();
    }
  }
}
