package io.elevator.spi.driver;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The files that a drive serves beside its one device ({@link BlockDriver#files}). Any thread may
 * call the methods, and several at once; they may block. The core calls them for administration
 * only, with no lock held. It makes no call after {@link BlockDriver#close} has begun, but a call
 * may still be in progress then. {@link BlockDriver#close} closes the files that are still open.
 *
 * <p>A read of a file ends at the end of the file, with {@link DriverQueue#completeShort} if that
 * is before its last byte. A write and a write of zeroes may pass the end and make the file longer;
 * a discard leaves the length alone. Without space a write ends with {@link
 * io.elevator.api.BioStatus#NOSPC}. An {@link io.elevator.api.Operation#FLUSH} is for the file of
 * its request ({@link DriverRequest#handle}) alone: it makes that file's completed writes durable
 * and, with {@link io.elevator.api.BioFlags#META}, all its attributes. It must not make the drive
 * forget that other files have writes to make durable.
 */
public abstract class DriverFiles {
  /** Called by the plugin's subclass. */
  protected DriverFiles() {}

  /**
   * Returns whether a completed write of a file may be lost until the file is flushed; constant. By
   * default it may, as most file systems have a cache, whatever cache the device has. If not, the
   * queue ends flushes of files itself and passes on no forced writes. {@link DriverFeature#FUA}
   * says for files, too, whether the drive performs forced writes.
   */
  public boolean hasVolatileCache() {
    return true;
  }

  /**
   * Opens a file.
   *
   * @return a handle with the owner and the sort key base of the opening
   * @throws java.nio.file.NoSuchFileException if the file does not exist and the mode does not
   *     create
   * @throws java.nio.file.FileAlreadyExistsException if the file exists and the mode is new
   */
  public abstract DriverFile open(FileOpening opening) throws IOException;

  /** Returns the length of a file, in bytes. */
  public abstract long length(DriverFile file) throws IOException;

  /** Returns the number of names that a file has; 0 once the last one is deleted. */
  public abstract int links(DriverFile file) throws IOException;

  /** Sets the length of a file, in bytes. The bytes of a file that grows read as zeroes. */
  public abstract void truncate(DriverFile file, long length) throws IOException;

  /**
   * Reserves space for the first bytes of a file, and sets its length to that if it is shorter. By
   * default this sets the length.
   */
  public void allocate(DriverFile file, long length) throws IOException {
    if (length(file) < length) {
      truncate(file, length);
    }
  }

  /** Closes a file. None of its requests is outstanding. Called once. */
  public abstract void close(DriverFile file) throws IOException;

  /** Gives a file another name in place of its own; replaces the file of that name, if any. */
  public abstract void rename(Path from, Path to) throws IOException;

  /** Removes a name. */
  public abstract void delete(Path path) throws IOException;

  /** Makes the names in a folder durable. */
  public abstract void syncFolder(Path folder) throws IOException;
}
