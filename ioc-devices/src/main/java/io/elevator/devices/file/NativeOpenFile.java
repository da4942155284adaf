package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.devices.folder.OpenedFile;
import io.elevator.devices.linux.NativeFile;
import io.elevator.spi.driver.FileOpening;
import java.io.IOException;

/** An open file by its descriptor and plain system calls of Linux. */
final class NativeOpenFile extends OpenFile {
  private final OpenedFile opened;
  private final NativeFile file;

  /**
   * Creates the handle of an open file.
   *
   * @param opened file, closed with the handle
   */
  NativeOpenFile(FileOpening opening, OpenedFile opened) {
    super(opening, opened.path(), opened.inode(), opened.blockBytes());
    this.opened = opened;
    this.file = opened.file();
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
    return opened.length();
  }

  @Override
  int links() throws IOException {
    return opened.links();
  }

  @Override
  void truncate(long length) throws IOException {
    opened.truncate(length);
  }

  @Override
  void allocate(long length) throws IOException {
    opened.allocate(length);
  }

  @Override
  public void close() throws IOException {
    opened.close();
  }
}
