package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.FileOpening;
import io.elevator.spi.driver.SortKeys;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that a drive serves beside its device, with one descriptor of its own. Any number of
 * threads use it at once, with positional I/O only, and an interrupt of a thread has no effect on
 * it.
 */
abstract class OpenFile extends DriverFile implements AutoCloseable {
  private final Path path;
  private final boolean isReadOnly;

  /**
   * Creates the handle of a file.
   *
   * @param opening opening that the handle is for
   * @param path path of the file for the file system
   * @param inode identity of the file
   * @param blockBytes unit of position, length and memory address of an I/O, in bytes
   */
  OpenFile(FileOpening opening, Path path, Object inode, int blockBytes) {
    super(
        opening.owner(),
        opening.path().toString(),
        inode,
        opening.sortKeys().baseOf(inode),
        SortKeys.MAX_LENGTH,
        blockBytes);
    this.path = path;
    this.isReadOnly = !opening.mode().writes();
  }

  /** Returns the path under which the file was opened. */
  final Path path() {
    return path;
  }

  /** Returns whether the handle may only read. */
  final boolean isReadOnly() {
    return isReadOnly;
  }

  /**
   * Reads into memory whose ranges are aligned to the file's block.
   *
   * @return number of bytes read, fewer than asked for at the end of the file
   */
  abstract long read(RequestMemory memory, long position, FileStatistics statistics)
      throws IOException;

  /** Writes memory whose ranges are aligned to the file's block. */
  abstract void write(
      RequestMemory memory, long position, boolean durable, FileStatistics statistics)
      throws IOException;

  /** Makes the data of the file durable, and on request all its attributes. */
  abstract void sync(boolean withAttributes) throws IOException;

  /** Frees a range, which then reads as zeroes. The length of the file does not change. */
  abstract BioStatus discard(long position, long bytes) throws IOException;

  /** Zeroes a range, and makes the file longer if the range passes its end. */
  abstract BioStatus writeZeroes(long position, long bytes) throws IOException;

  /** Returns the length of the file, in bytes. */
  abstract long length() throws IOException;

  /** Returns the number of names of the file. */
  abstract int links() throws IOException;

  /** Sets the length of the file, in bytes. */
  abstract void truncate(long length) throws IOException;

  /** Reserves space for the first bytes of the file. */
  abstract void allocate(long length) throws IOException;

  @Override
  public abstract void close() throws IOException;
}
