package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.devices.folder.InodeNumber;
import io.elevator.devices.linux.Errno;
import io.elevator.devices.linux.LinuxException;
import io.elevator.devices.linux.NativeFile;
import io.elevator.spi.driver.FileOpening;
import java.io.IOException;
import java.nio.file.Path;

/** An open file by its descriptor and plain system calls of Linux. */
final class NativeOpenFile extends OpenFile {
  private final NativeFile file;

  /**
   * Creates the handle of an open file.
   *
   * @param file descriptor, closed with the handle
   * @param blockBytes unit of direct I/O, or 1 for I/O through the page cache
   */
  NativeOpenFile(
      FileOpening opening, Path path, NativeFile file, InodeNumber inode, int blockBytes) {
    super(opening, path, inode, blockBytes);
    this.file = file;
  }

  @Override
  long read(RequestMemory memory, long position, FileStatistics statistics) throws IOException {
    return memory.readFrom(file, position, blockBytes(), statistics);
  }

  @Override
  void write(RequestMemory memory, long position, boolean durable, FileStatistics statistics)
      throws IOException {
    if (!durable) {
      memory.writeTo(file, position, statistics);
    } else if (!memory.writeDurablyTo(file, position, statistics)) {
      memory.writeTo(file, position, statistics);
      file.sync(false);
    }
  }

  @Override
  void sync(boolean withAttributes) throws IOException {
    file.sync(withAttributes);
  }

  @Override
  BioStatus discard(long position, long bytes) throws IOException {
    file.allocateRange(NativeFile.PUNCH_HOLE, position, bytes);
    return BioStatus.OK;
  }

  @Override
  BioStatus writeZeroes(long position, long bytes) throws IOException {
    file.allocateRange(NativeFile.ZERO_AND_EXTEND, position, bytes);
    return BioStatus.OK;
  }

  @Override
  long length() throws IOException {
    try {
      return file.stat().length();
    } catch (LinuxException e) {
      throw e.forFile(path());
    }
  }

  @Override
  int links() throws IOException {
    try {
      return file.stat().links();
    } catch (LinuxException e) {
      throw e.forFile(path());
    }
  }

  @Override
  void truncate(long length) throws IOException {
    try {
      file.truncate(length);
    } catch (LinuxException e) {
      throw e.forFile(path());
    }
  }

  @Override
  void allocate(long length) throws IOException {
    if (length == 0) {
      return;
    }
    try {
      file.allocateRange(NativeFile.ALLOCATE, 0, length);
    } catch (LinuxException e) {
      if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.ENOSYS) {
        throw e.forFile(path());
      }
      // The file system cannot reserve space.
      if (length() < length) {
        truncate(length);
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
